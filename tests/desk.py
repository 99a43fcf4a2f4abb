"""What a browser does with the forms of the desk."""

from typing import Any


def rows(prefix: str, *typed: dict, already: int = 0) -> dict:
    """What a browser sends of a set of rows: the management form and each row's boxes."""
    sent = {f"{prefix}-TOTAL_FORMS": str(len(typed)), f"{prefix}-INITIAL_FORMS": str(already)}
    for index, row in enumerate(typed):
        sent |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return sent


def sent_by(response) -> dict:
    """Everything that the form on a page would send if nobody typed anything."""
    form, formset = response.context["form"], response.context.get("rows")
    sent = {"version": str(response.context["version"])}
    for each in [form, *(formset.forms if formset else [])]:
        for field in each:
            sent |= boxes(field)
    if formset:
        for field in formset.management_form:
            sent[field.html_name] = str(field.value())
    return sent


def boxes(field: Any) -> dict:
    value = field.value()
    if value in (None, "", [], False):
        return {}
    if hasattr(value, "day"):
        names = ("day", "month", "year")
        return {f"{field.html_name}_{name}": str(getattr(value, name)) for name in names}
    if isinstance(value, list):
        return {field.html_name: [str(each) for each in value]}
    return {field.html_name: "on" if value is True else str(value)}


def saved(client, record, part: str, **typed):
    """Open a section of a service's page, change some boxes, save."""
    address = f"/desk/directory/services/{record.pk}/edit/{part}/"
    sent = sent_by(client.get(address)) | typed
    sent = {name: value for name, value in sent.items() if value is not None}
    response = client.post(address, sent)
    assert response.status_code == 302, response.content.decode()
    record.refresh_from_db()
    return response
