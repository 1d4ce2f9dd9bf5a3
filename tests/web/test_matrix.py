"""Every route and every callback as nobody, as each role and as the other clinic, against the golden matrix."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sqlalchemy import select

from components import routes
from data.core import roles
from data.core.actor import system
from data.core.permissions import TABLE
from data.core.resource import resources
from data.store.unit_of_work import reading
from tests.web.conftest import ROLES

NOBODYS = "00000000-0000-7000-8000-000000000000"
GOLDEN = Path(__file__).parent.parent / "data" / "roles.csv"


def golden():
    with GOLDEN.open() as file:
        return [row for row in csv.DictReader(file) if row["noun"] in TABLE]


def allows(role, permission):
    if permission is None:
        return True
    noun, verb = permission.split(".")
    return any((r["noun"], r["verb"], r["role"]) == (noun, verb, role) for r in golden())


def test_the_codes_matrix_is_the_golden_one_row_by_row():
    expected = sorted((r["noun"], r["verb"], r["role"], r["scope"], r["columns"]) for r in golden())
    assert roles.matrix() == expected


def one_id(noun, clinic_code):
    resource = next((r for r in resources() if r.name == noun), None)
    if resource is None:
        return NOBODYS
    if noun in TRADE:
        return of_maker(resource, 0 if clinic_code == codes()[0] else 1)
    clinics = next(r for r in resources() if r.name == "clinics").model
    with reading(system()) as session:
        clinic = session.scalars(select(clinics).where(clinics.clinic_code == clinic_code)).one()
        if noun == "clinics":
            return str(clinic.id)
        query = select(resource.model.id).where(resource.model.clinic_id == clinic.id, resource.model.deleted_at.is_(None))
        return str(session.scalars(query.order_by(resource.model.id)).first() or NOBODYS)


# What lies with a manufacturer: its own rows are those of the first demo maker, foreign ones those of the second.
TRADE = ("manufacturers", "products", "payouts", "commission_rates")


def of_maker(resource, number):
    makers = next(r for r in resources() if r.name == "manufacturers").model
    with reading(system()) as session:
        maker = session.scalars(select(makers.id).order_by(makers.created_at)).all()[number]
        if resource.name == "manufacturers":
            return str(maker)
        if resource.name == "commission_rates":
            return str(session.scalars(select(resource.model.id).where(resource.model.scope_id == maker)).first() or NOBODYS)
        return str(session.scalars(select(resource.model.id).where(resource.model.manufacturer_id == maker)).first() or NOBODYS)


def codes():
    clinics = next(r for r in resources() if r.name == "clinics").model
    with reading(system()) as session:
        return list(session.scalars(select(clinics.clinic_code).order_by(clinics.created_at)))


def noun_of(path):
    word = path.split("/")[2] if path.count("/") > 1 else ""
    return next((r.name for r in resources() if r.path == f"/dashboard/{word}"), word.replace("-", "_"))


def heading(answer):
    text = answer.get_data(as_text=True)
    for words in ("Not found", "Not allowed", "Why are you opening patient data?"):
        if f'"children":"{words}"' in text:
            return words
    return "shown"


def everywhere(web):
    return [(path, route) for path, route in routes.ROUTES.items() if path.startswith("/dashboard")]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_the_pages_the_matrix_gives_it_and_no_other(web, role):
    own, _ = codes()[:2]
    client, wrong = web.person(role), []
    for path, route in everywhere(web):
        # Permissions of rows are asked for below; here only whether the page as such is for this role.
        answer = web.page(client, path.replace(":id", one_id(noun_of(path), own)))
        assert answer.status_code == 200, (path, answer.status_code)
        allowed, shown = allows(role, route.permission), heading(answer)
        if not allowed and shown != "Not allowed":
            wrong.append((path, shown, "the matrix does not give it"))
        if allowed and shown == "Not allowed" and not scoped(role, route) and not special(role, path):
            wrong.append((path, shown, "the matrix gives it"))
    assert wrong == []


def scoped(role, route):
    """Whether the matrix gives the page for some rows only."""
    noun, verb = (route.permission or ".").split(".")
    found = {r["scope"] for r in golden() if (r["noun"], r["verb"], r["role"]) == (noun, verb, role)}
    return ":id" in route.path and not found & {"all", "clinic"}


def special(role, path):
    """What belongs to a clinic is not for the platform or a manufacturer; the recycle bin is for those who may delete something."""
    if path.endswith("/amend"):
        return True  # only a completed report is amended, whoever asks
    if path == "/dashboard/lab-reports/figures":
        return role not in {"clinic", "doctor", "lab_technician"}
    if path == "/dashboard/billing/figures":
        return role not in {"clinic", "doctor"}
    if path.startswith("/dashboard/billing/"):  # a till stands in a clinic
        return role == "admin"
    if path == "/dashboard/analytics":
        return role not in {"admin", "support"}
    if path == "/dashboard/displays":
        return role in {"admin", "manufacturer"}
    if path == "/dashboard/imports":
        return role in {"admin", "support", "lab_technician", "pharmacist", "manufacturer", "patient"}
    if path == "/dashboard/lab-reports/:id/amend":  # only what is completed, which the first row may not be
        return role == "lab_technician"
    if path == "/dashboard/recycle-bin":
        nouns = {resource.name for resource in resources()}
        return not any(r["verb"] == "delete" and r["role"] == role and r["noun"] in nouns for r in golden())
    return role == "admin" and path.endswith(("/reminders", "/new", "appointments/course", "appointments/print"))


@pytest.mark.parametrize("role", ROLES)
def test_no_role_opens_a_row_of_the_other_clinic(web, role):
    if role in {"admin", "support"}:
        return  # platform staff see every clinic, with a reason
    _, foreign = codes()[:2]
    client = web.person(role)
    for path, _route in everywhere(web):
        # A maker sends to every clinic; that it sees no rival's order is asked in tests/trade.
        is_sold_to_all = noun_of(path) in {"orders", "returns", "supplier_invoices", "disputes"} and role == "manufacturer"
        if ":id" in path and not is_sold_to_all and (noun_of(path) not in TRADE or role == "manufacturer"):
            answer = web.page(client, path.replace(":id", one_id(noun_of(path), foreign)))
            assert heading(answer) in {"Not found", "Not allowed"}, path


def test_a_foreign_row_an_unknown_one_and_a_malformed_one_sound_the_same(web):
    _, foreign = codes()[:2]
    client = web.person("clinic")
    for noun in ("patients", "doctors", "appointments", "rooms"):
        answers = {
            web.page(client, f"/dashboard/{noun}/{row}").get_data()
            for row in (one_id(noun, foreign), "00000000-0000-7000-8000-000000000000")
        }
        assert len(answers) == 1
        assert heading(web.page(client, f"/dashboard/{noun}/7-or-more")) == "Not found"


def callbacks(web):
    return {
        output: entry
        for output, entry in web.app.callback_map.items()
        if "callback" in entry and not output.startswith((".._pages_content", "_pages_content", "_pages_store", "_pages_dummy"))
    }


def test_every_callback_declares_its_permission(web):
    missing = [o for o, entry in callbacks(web).items() if not hasattr(entry["callback"].__wrapped__, "permission")]
    assert missing == []


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_each_callback_answers_just_the_roles_the_matrix_names(web, role):
    client = web.nobody() if role == "nobody" else web.person(role)
    if role == "nobody":
        client.get("/login")
    wrong = []
    for output, entry in callbacks(web).items():
        permission = entry["callback"].__wrapped__.permission
        status = web.callback(client, output).status_code
        # An empty body may be refused as unreadable (400), but only after the permission was asked.
        expected = {401} if role == "nobody" else ({200, 204, 400} if allows(role, permission) else {403})
        if status not in expected:
            wrong.append((output, permission, status))
    assert wrong == []


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_each_list_exports_for_just_the_roles_the_matrix_names(web, role):
    client = web.nobody() if role == "nobody" else web.person(role)
    for resource in resources():
        status = client.get(f"/export/{resource.name}").status_code
        expected = 401 if role == "nobody" else (200 if allows(role, f"{resource.name}.export") else 403)
        assert status == expected, resource.name


def test_nothing_but_login_assets_and_health_is_open(web):
    client = web.nobody()
    for rule in web.server.url_map.iter_rules():
        path = (
            str(rule)
            .replace("<path:path>", "dashboard")
            .replace("<path:path_to_page>", "dashboard")
            .replace("<noun>", "patients")
            .replace("<string:package_name>", "dash")
            .replace("<path:fingerprinted_path>", "x")
            .replace("<path:filename>", "05-tokens.css")
        )
        if (
            "<" in path
            or path.startswith(("/assets", "/_dash-component-suites", "/_favicon"))
            or path in {"/login", "/register", "/healthz", "/display"}
        ):
            continue
        assert client.get(path).status_code in {302, 401, 404, 405}, path
        assert client.get(path).status_code != 200, path
