"""The registry: one declaration per noun, from which its screens, rules and permissions follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from data.core.actor import Actor
from data.core.fields import KINDS

SPELT = {"gst": "GST", "upi": "UPI", "ayush": "AYUSH", "license": "licence"}


def words(name: str) -> str:
    """ "date_of_birth" as a label: "Date of birth"; what is short for something keeps its capitals: "GST certificate"."""
    first, *more = name.removesuffix("_id").replace("_", " ").split(" ")
    return " ".join([SPELT.get(first.lower(), first.capitalize()), *(SPELT.get(word.lower(), word.lower()) for word in more)])


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a person types. `covers` are the column words of the permission matrix that
    open it; `names` say the choices in words where their own are none; `under` names another noun of the matrix that guards it.
    `offered(actor)` are the choices this actor may give at all.
    """

    name: str
    kind: str = "text"
    label: str = ""
    required: bool = False
    section: str = "Details"
    hint: str = ""
    choices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    link: str = ""
    default: Any = None
    max_length: int = 120
    minimum: int | None = None
    maximum: int | None = None
    width: int = 3
    on: tuple[str, ...] = ("new", "edit")
    covers: tuple[str, ...] = ()
    under: str = ""
    offered: Callable[[Actor], tuple[str, ...]] | None = None

    @property
    def title(self) -> str:
        """The visible label."""
        return self.label or words(self.name)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list. `value(row, zone)` gives the shown text; `sort` names the plain database column."""

    name: str
    label: str
    value: Callable[[Any, str], str]
    sort: str = ""
    kind: str = "text"
    width: int = 140
    covers: tuple[str, ...] = ()
    phone: bool = True


@dataclass(frozen=True, slots=True)
class Derived:
    """A value computed from a row (age, full name) that a record carries where the matrix opens it.

    What is named "about" is shown on the page of the row: (term, text, address) for each thing the row is about.
    """

    name: str
    value: Callable[[Any, str], Any]
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """A plain database column a list can be narrowed by; its value lives in the page's address.

    `names` say the choices in words where their own are none.
    `where(actor, value)` narrows by more than a column; only who sees one of the columns `covers` may narrow by it.
    `among(actor, all filters of the address)` is for one that depends on others beside it.
    """

    name: str
    label: str
    kind: str = "choice"
    choices: tuple[str, ...] = ()
    column: str = ""
    link: str = ""
    where: Callable[[Actor, str], Any] | None = None
    covers: tuple[str, ...] = ()
    among: Callable[[Actor, Mapping[str, str]], Any] | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One status move: from → to, by whom, with what.

    An empty `to` is a mark (check-in): the status stays. `opened_by` names the verb of the matrix when
    it is not the move's own name; `allow` narrows the roles that reach the row by what the row says;
    `refuse(status)` gives code and sentence where the move does not begin.
    """

    name: str
    from_: tuple[str, ...]
    to: str
    who: tuple[str, ...]
    label: str = ""
    asks: tuple[Field, ...] = ()
    question: str = ""
    danger: bool = False
    when: Callable[[Any], str | None] | None = None
    apply: Callable[[Any, Actor, Any, Mapping[str, Any]], None] | None = None
    opened_by: str = ""
    allow: Callable[[Any, frozenset[str], Any], bool] | None = None
    refuse: Callable[[str], tuple[str, str]] | None = None

    @property
    def title(self) -> str:
        """What the button says."""
        return self.label or words(self.name.replace("-", "_"))


Rule = Callable[[Any, Actor, Any, Mapping[str, Any] | None], None]


@dataclass(frozen=True, slots=True)
class Resource:
    """A noun of the house. Scopes map a scope word of the matrix to "which rows" of the model.

    `found_by` is (noun, column): a search looks for that noun's words and shows the rows whose column links to it.
    `own_pages` and `own_steps` have screens of their own.
    """

    name: str
    model: Any
    title: str
    singular: str
    fields: tuple[Field, ...]
    columns: tuple[Column, ...]
    label: Callable[[Any], str]
    icon: str = "file-earmark"
    group: str = "Clinic"
    order: str = "-created_at"
    search: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    scope: Mapping[str, Callable[[Actor], Any]] = field(default_factory=lambda: MappingProxyType({}))
    rules: tuple[Rule, ...] = ()
    steps: tuple[Step, ...] = ()
    code: tuple[str, str] | None = None
    patient_data: bool = False
    tokens: Callable[[Any], Mapping[str, list[str]]] | None = None
    found_by: tuple[str, str] | None = None
    before_delete: tuple[Rule, ...] = ()
    derived: tuple[Derived, ...] = ()
    load: tuple[Any, ...] = ()
    own_pages: frozenset[str] = frozenset()
    own_steps: frozenset[str] = frozenset()
    nav: bool = True
    plural: str = ""
    address: str = ""
    imports_at: str = ""

    @property
    def path(self) -> str:
        """The address of the list, after the noun unless the plan calls it otherwise."""
        return "/dashboard/" + (self.address or self.name.replace("_", "-"))

    @property
    def is_typed(self) -> bool:
        """Whether a new row is typed into the noun's own form."""
        return any("new" in f.on for f in self.fields)

    @property
    def comes_in_files(self) -> bool:
        """Whether people bring rows in from files: no clinics, no accounts, whose passwords never stand in a file, no bills.

        A bill of another system brings payments of days long closed, so the operator takes it in with the command.
        """
        has_password = any(f.kind == "password" for f in self.fields)
        return (
            self.name not in {"clinics", "commission_rates", "manufacturers", "org_documents", "patient_bills"}
            and not has_password
            and self.is_typed
        )

    def field(self, name: str) -> Field:
        """The field of that name; KeyError when the declaration has none."""
        return next(f for f in self.fields if f.name == name)


_REGISTRY: dict[str, Resource] = {}


def declare(resource: Resource) -> Resource:
    """Put a noun into the house; a wrong declaration fails here, at import."""
    if resource.name in _REGISTRY:
        raise ValueError(f"{resource.name} is declared twice")
    _check_fields(resource)
    _check_columns(resource)
    _REGISTRY[resource.name] = resource
    return resource


def _check_fields(resource: Resource) -> None:
    for item in resource.fields:
        if item.kind not in KINDS:
            raise ValueError(f"{resource.name}.{item.name}: no field kind {item.kind!r}")
        if not hasattr(resource.model, item.name):
            raise ValueError(f"{resource.name}: the model has no {item.name!r}")
        if item.kind in {"choice", "choices"} and not item.choices:
            raise ValueError(f"{resource.name}.{item.name}: a choice without choices")


def _check_columns(resource: Resource) -> None:
    named = [c.sort for c in resource.columns if c.sort]
    named += (
        [f.column or f.name for f in resource.filters if f.where is None and f.among is None]
        + list(resource.search)
        + [resource.order.lstrip("-")]
    )
    for name in named:
        if not hasattr(resource.model, name):
            raise ValueError(f"{resource.name}: the model has no column {name!r}")


def resource(name: str) -> Resource:
    """The declared noun; KeyError when there is none."""
    return _REGISTRY[name]


def resources() -> tuple[Resource, ...]:
    """Every declared noun, in order of declaration."""
    return tuple(_REGISTRY.values())


def forget(name: str) -> None:
    """Take a noun out again (the test that adds a throw-away one)."""
    _REGISTRY.pop(name, None)


__all__ = [
    "Column",
    "Field",
    "Filter",
    "Resource",
    "Rule",
    "Step",
    "declare",
    "forget",
    "replace",
    "resource",
    "resources",
    "words",
]
