"""Everything that is measured, one table after the other: `make bench`."""

import argparse
import subprocess
import sys

from tests.bench import speed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="?", default=",".join(map(str, speed.SIZES)))
    sizes = sorted(int(size) for size in parser.parse_args().sizes.split(","))
    parts = {
        "How often search finds what was meant": ["search_quality"],
        "How long pages take": ["speed", f"--sizes={','.join(map(str, sizes))}"],
        "How many bytes pages have": ["bytes", f"--size={sizes[0]}"],
        "What counting costs": ["counting", f"--size={sizes[0]}"],
        "How long feedback takes": ["feedback", f"--size={sizes[0]}"],
        "How long the annual report takes": ["report", f"--size={sizes[0]}"],
        "How long a bulletin takes": ["bulletins"],
    }
    for title, (module, *words) in parts.items():
        print(f"\n## {title}\n", flush=True)
        # Each in a process of its own: they need different settings.
        subprocess.run([sys.executable, "-m", f"tests.bench.{module}", *words], check=True)


if __name__ == "__main__":
    main()
