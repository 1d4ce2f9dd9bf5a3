"""A filter of an address that names nothing: the page opens without it and says so, on every list alike."""

from __future__ import annotations

from data.core.resource import resources


def text(answer):
    return answer.get_data(as_text=True)


NOBODY = "11111111-1111-7111-8111-111111111111"
SAID = "in this address names nothing known here"
OF_OTHERS = {
    "orders",
    "returns",
    "payouts",
    "org_documents",
    "manufacturers",
    "products",
    "clinics",
    "users",
}  # lists of another kind of actor


def junk(wanted):
    """Values a filter of this kind cannot mean."""
    if wanted.kind == "link":
        return ("7", NOBODY)
    return ("31/31/2026",) if wanted.kind in {"from", "to", "date"} else ("zzz",)


def test_a_filter_that_names_nothing_is_left_out_with_a_sentence_on_each_list(web):
    manager, seen = web.person("clinic"), set()
    for resource in resources():
        if resource.name in OF_OTHERS:
            continue
        for wanted in resource.filters:
            free = wanted.kind == "choice" and not wanted.choices
            for value in () if free else junk(wanted):
                shown = text(web.page(manager, resource.path, f"?{wanted.name}={value}"))
                if "Not allowed" in shown:
                    continue
                assert SAID in shown, (resource.name, wanted.name, value)
                seen.add(resource.name)
    assert {"appointments", "lab_reports", "prescriptions", "medical_records", "patient_bills", "waiting_list"} <= seen


def test_those_of_the_work_list_and_of_the_figures_as_well(web):
    lab = web.person("lab_technician")
    for address, search in (
        ("/dashboard/lab-reports", "?state=zzz"),
        ("/dashboard/lab-reports", "?late=soon"),
        ("/dashboard/lab-reports/figures", "?time=moon"),
    ):
        assert SAID in text(web.page(lab, address, search)), (address, search)
    assert SAID not in text(web.page(lab, "/dashboard/lab-reports", "?state=open&late=now&test_code=HB"))
