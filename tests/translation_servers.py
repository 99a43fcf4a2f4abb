"""Local servers that speak the real protocols of translation services, well or badly.

They translate by writing the letters of the language before each word's English, so that a test can
read what was made of what, and keep the tags as a good service does. `Server.misbehave` says what
happens to the next requests; `Server.asked` remembers all of them.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.conf import settings
from django.test import override_settings

KEY = "the-key"
MODEL = "small-model"
# What stands for any word in a language with letters of its own.
LETTERS = {"ar": "كلمة", "fa": "کلمه", "ur": "لفظ", "bn": "শব্দ", "pa": "ਸ਼ਬਦ", "zh": "词"}
PATHS = {
    "libretranslate": {"/translate": "POST", "/languages": "GET"},
    "deepl": {"/v2/translate": "POST", "/v2/languages": "GET"},
    "openai": {"/v1/chat/completions": "POST"},
}
_PIECES = re.compile(r"(<x [^>]*>.*?</x>|<[^>]*>|&\w+;)|([^\W\d_]+)", re.S)


def translated(text: str, language: str) -> str:
    """The words of a text in the language, its tags and what they keep as they were."""
    own = LETTERS.get(language.lower().partition("-")[0])
    word = (lambda english: own) if own else (lambda english: f"{english}{language.lower()[:2]}")
    return _PIECES.sub(lambda found: found[1] or word(found[2]), text)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, protocol: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.protocol = protocol
        self.asked: list[Any] = []
        # What is done to the next answers, one after the other; then all go well.
        self.plans: list[Callable[[_Handler, dict], None]] = []
        self.knows = ["ar", "bn", "fa", "pl", "pt", "ro", "ur", "zh-Hans"]
        # What a good answer says.
        self.translate: Callable[[str, str], str] = translated
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def misbehave(self, *plans: Callable[["_Handler", dict], None]) -> None:
        self.plans += plans

    @property
    def texts(self) -> list[str]:
        """Every text that was sent to be translated."""
        return [text for sent in self.asked for text in _texts(self.protocol, sent)]


def _texts(protocol: str, sent: dict) -> list[str]:
    if protocol == "libretranslate":
        return sent["q"]
    if protocol == "deepl":
        return sent["text"]
    return json.loads(sent["messages"][-1]["content"])["texts"]


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._answer(json.loads(self.rfile.read(length)))

    def _answer(self, sent: dict) -> None:
        path = self.path.partition("?")[0]
        if PATHS[self.server.protocol].get(path) != self.command:
            return self.send(404, {"message": "Not found"})
        if sent:
            self.server.asked.append(sent)
            if self.server.plans:
                return self.server.plans.pop(0)(self, sent)
        return getattr(self, f"_{self.server.protocol}")(sent)

    def good(self, sent: dict) -> None:
        getattr(self, f"_{self.server.protocol}")(sent)

    # --- LibreTranslate ------------------------------------------------------------------------

    def _libretranslate(self, sent: dict) -> None:
        if not sent:
            return self.send(200, [{"code": "en", "name": "English", "targets": self.server.knows}])
        if sent.get("api_key") != KEY:
            return self.send(403, {"error": "Invalid API key"})
        if sent["format"] != "html" or sent["source"] != "en":
            return self.send(400, {"error": "Invalid request"})
        if sent["target"] not in self.server.knows:
            return self.send(400, {"error": f"{sent['target']} is not supported as a language"})
        said = [self.server.translate(text, sent["target"]) for text in sent["q"]]
        return self.send(200, {"translatedText": said})

    # --- DeepL ---------------------------------------------------------------------------------

    def _deepl(self, sent: dict) -> None:
        if self.headers.get("Authorization") != f"DeepL-Auth-Key {KEY}":
            return self.send(403, {"message": "Forbidden"})
        codes = {"pt": "PT-PT"}
        knows = [codes.get(code, code.upper()) for code in self.server.knows]
        if not sent:
            return self.send(200, [{"language": code, "name": code} for code in knows])
        if sent["target_lang"] not in knows:
            return self.send(400, {"message": "Value for 'target_lang' not supported."})
        if len(sent["text"]) > 50 or sent["source_lang"] != "EN":
            return self.send(400, {"message": "Bad request"})
        assert sent["tag_handling"] == "xml"
        assert sent["ignore_tags"] == ["x"]
        assert sent["preserve_formatting"] is True
        said = [self.server.translate(text, sent["target_lang"]) for text in sent["text"]]
        found = [{"detected_source_language": "EN", "text": text} for text in said]
        return self.send(200, {"translations": found})

    # --- OpenAI --------------------------------------------------------------------------------

    def _openai(self, sent: dict) -> None:
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            return self.send(401, {"error": {"message": "Incorrect API key provided"}})
        if sent["model"] != MODEL:
            return self.send(404, {"error": {"message": "The model does not exist"}})
        return self.says(json.dumps({"translations": self.openai_texts(sent)}))

    def openai_texts(self, sent: dict) -> list[str]:
        code = "ar" if "Arabic" in sent["messages"][0]["content"] else "pl"
        return [self.server.translate(text, code) for text in _texts("openai", sent)]

    def says(self, content: str | None, reason: str = "stop", **message: Any) -> None:
        choice = {
            "index": 0,
            "finish_reason": reason,
            "message": {"role": "assistant", "content": content, **message},
        }
        self.send(200, {"id": "x", "object": "chat.completion", "choices": [choice]})

    # --- Sending -------------------------------------------------------------------------------

    def send(self, status: int, answer: Any, **headers: str) -> None:
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        pass


# --- Bad ways -------------------------------------------------------------------------------------


def status(number: int, **headers: str) -> Callable[[_Handler, dict], None]:
    return lambda handler, sent: handler.send(number, {"error": "no"}, **headers)


def garbage(handler: _Handler, sent: dict) -> None:
    handler.send(200, b"<html>It works!</html>")


def other_json(handler: _Handler, sent: dict) -> None:
    handler.send(200, {"hello": ["world"]})


def hangs_up(handler: _Handler, sent: dict) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    handler.wfile.write(b'{"transl')
    handler.close_connection = True


def endless(handler: _Handler, sent: dict) -> None:
    """A little now and then, so that no single wait is long."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    try:
        while not handler.server.closing.wait(0.05):
            handler.wfile.write(b" ")
    except OSError:
        pass


def eats_tags(handler: _Handler, sent: dict) -> None:
    _once(handler, sent, lambda text, code: re.sub("<[^>]*>", "", translated(text, code)))


def stays_english(handler: _Handler, sent: dict) -> None:
    _once(handler, sent, lambda text, code: text)


def says_nothing(handler: _Handler, sent: dict) -> None:
    _once(handler, sent, lambda text, code: "")


def babbles(handler: _Handler, sent: dict) -> None:
    _once(handler, sent, lambda text, code: translated(text + " and so on" * 200, code))


def _once(handler: _Handler, sent: dict, translate: Callable[[str, str], str]) -> None:
    kept, handler.server.translate = handler.server.translate, translate
    try:
        handler.good(sent)
    finally:
        handler.server.translate = kept


@contextmanager
def running(protocol: str, **changes: Any) -> Iterator[Server]:
    """A server, and the site set to use it. `changes`: of settings.TRANSLATION."""
    server = Server(protocol)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    chosen = {"service": protocol, "url": server.url, "key": KEY, "model": MODEL, "seconds": 5}
    try:
        with override_settings(TRANSLATION=settings.TRANSLATION | chosen | changes):
            yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
