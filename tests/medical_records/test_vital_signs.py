"""What can be measured at all, what follows from it, and who keeps it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import trends
from data.analytics.vital_trends import vital_trend
from data.core import clock
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.core.vital_signs import SIGNS, bmi, pressure_holds, read
from data.rules import measuring, record_writing
from data.store import measured, patient_history
from tests.appointments.conftest import TODAY, make_house
from tests.medical_records.conftest import NOW, Ward


def taken(**more):
    return {"day": TODAY.isoformat(), "time": "10:15", **more}


@pytest.mark.parametrize("name", SIGNS)
def test_the_edges_are_possible_and_a_step_beyond_is_not(name):
    sign = SIGNS[name]
    for value in (sign.low, sign.high):
        assert read({name: str(value)}) == ({name: value}, {})
    for value in (sign.high + 1, sign.low - 0.2 if sign.low < 1 else sign.low - 1):
        values, errors = read({name: str(value)})
        assert values == {}
        assert sign.label in errors[name]
        assert sign.unit in errors[name]


@given(st.sampled_from(sorted(SIGNS)), st.one_of(st.text(max_size=8), st.floats(), st.integers(), st.none()))
def test_whatever_is_typed_is_a_possible_value_or_a_sentence(name, raw):
    values, errors = read({name: raw})
    assert set(values) | set(errors) == {name}
    if values.get(name) is not None:
        assert SIGNS[name].low <= values[name] <= SIGNS[name].high
    for sentence in errors.values():
        assert sentence.endswith(".")


@pytest.mark.parametrize(("typed", "kept"), [("36,7", 36.7), (" 36.70 ", 36.7), ("36.75", 36.8), ("", None)])
def test_a_temperature_is_read_as_it_is_written(typed, kept):
    assert read({"temperature": typed}) == ({"temperature": kept}, {})


def test_the_upper_pressure_is_above_the_lower():
    assert pressure_holds({"systolic": 120, "diastolic": 80}) == ""
    assert pressure_holds({"systolic": 120}) == ""
    assert "other way round" in pressure_holds({"systolic": 80, "diastolic": 120})
    assert pressure_holds({"systolic": 90, "diastolic": 90}) != ""


@pytest.mark.parametrize(("weight", "height", "index"), [(70, 170, 24.2), (61.5, 158, 24.6), (0, 170, None), (70, None, None)])
def test_body_mass_index_is_weight_by_height_squared(weight, height, index):
    assert bmi(weight, height) == index


def test_the_last_height_known_serves_the_weights_after_it(ward):
    for day, raw in ((3, {"weight": "70"}), (2, {"height": "170", "weight": "69"}), (1, {"weight": "68"})):
        when = (TODAY - timedelta(days=day)).isoformat()
        measuring.measure(ward.nair, ward.lakshmi, taken(day=when, **raw))
    trend = vital_trend(measured.series(ward.nair, ward.lakshmi))
    assert [value for _, value in trend["weight"]] == [70.0, 69.0, 68.0]
    assert [value for _, value in trend["bmi"]] == [23.9, 23.5]
    assert "pulse" not in trend


def test_signs_are_kept_alone_and_with_a_record_in_one_series(ward):
    measuring.measure(ward.nair, ward.lakshmi, taken(day=(TODAY - timedelta(days=1)).isoformat(), pulse="70", pain="3"))
    made = ward.draft(pulse="74")
    record_writing.save(ward.nair, made.id, {"pulse": "75"}, made.version)
    found = measured.series(ward.house.manager, ward.lakshmi)
    assert [(m.values["pulse"], m.record_id) for m in found] == [(70, None), (75, made.id)]
    assert found[1].taken_at == NOW


def test_a_record_of_an_earlier_day_has_its_signs_on_that_day(ward):
    day = TODAY - timedelta(days=4)
    ward.draft(visit_date=day.isoformat(), pulse="74")
    assert clock.local_day(measured.series(ward.nair, ward.lakshmi)[0].taken_at, "Asia/Kolkata") == day


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (taken(), Conflict),
        (taken(pulse="7"), Invalid),
        (taken(systolic="80", diastolic="120"), Invalid),
        (taken(pulse="70", time="11:00"), Invalid),
        (taken(pulse="70", day="yesterday"), Invalid),
        ({"pulse": "70"}, Invalid),
    ],
)
def test_what_cannot_be_is_not_kept(ward, raw, error):
    with pytest.raises(error):
        measuring.measure(ward.nair, ward.lakshmi, raw)
    assert measured.series(ward.nair, ward.lakshmi) == []


def test_two_presses_keep_one_measurement(ward):
    first = measuring.measure(ward.nair, ward.lakshmi, taken(pulse="70"), "one press")
    assert measuring.measure(ward.nair, ward.lakshmi, taken(pulse="70"), "one press") == first
    assert len(measured.series(ward.nair, ward.lakshmi)) == 1


def test_only_her_doctor_measures_and_reads(ward):
    with pytest.raises(NotAllowed, match="break-glass"):
        measuring.measure(ward.varma, ward.lakshmi, taken(pulse="70"))
    for role in ("receptionist", "lab_technician", "pharmacist", "clinic", "patient", "admin"):
        with pytest.raises(NotAllowed):
            measuring.measure(ward.person(role), ward.lakshmi, taken(pulse="70"))
    measuring.measure(ward.nair, ward.lakshmi, taken(pulse="70"))
    assert measured.series(ward.varma, ward.lakshmi) == []
    assert measured.series(Ward(make_house()).nair, ward.lakshmi) == []
    for role in ("receptionist", "lab_technician", "pharmacist", "support"):
        assert measured.series(ward.person(role), ward.lakshmi) == []


def test_the_patient_sees_what_is_final_and_what_was_measured_alone(ward):
    ward.draft(pulse="71")
    ward.final(pulse="72")
    measuring.measure(ward.nair, ward.lakshmi, taken(pulse="73"))
    found = measured.series(ward.person("patient"), ward.lakshmi)
    assert sorted(m.values["pulse"] for m in found) == [72, 73]
    assert [s.status for s in patient_history.of_patient(ward.person("patient"), ward.lakshmi).sheets] == ["final"]


def test_a_wrong_one_is_taken_back_by_who_took_it(ward):
    row = measuring.measure(ward.nair, ward.lakshmi, taken(pulse="70"))
    ward.seen(ward.house.varma, ward.house.lakshmi, 15)
    with pytest.raises(NotAllowed, match="Only who measured it"):
        measuring.take_back(ward.varma, row, "Wrong patient")
    with pytest.raises(Invalid):
        measuring.take_back(ward.nair, row, " ")
    measuring.take_back(ward.nair, row, "Wrong patient")
    assert measured.series(ward.nair, ward.lakshmi) == []
    with pytest.raises(NotFound):
        measuring.take_back(ward.nair, row, "Again")
    ward.draft(pulse="71")
    with pytest.raises(Conflict, match="belong to a record"):
        measuring.take_back(ward.nair, measured.series(ward.nair, ward.lakshmi)[0].id, "Wrong patient")


def test_a_chart_has_a_line_a_sign_its_band_and_its_last_value():
    points = [(NOW + timedelta(days=n), 130 + n) for n in range(6)]
    drawn = trends.trend_chart(
        {"systolic": points, "diastolic": [(at, v - 50) for at, v in points]}, trends.PRESSURE, "Asia/Kolkata"
    )
    assert [line["name"] for line in drawn["data"]] == ["Systolic", "Diastolic"]
    assert [(s["y0"], s["y1"]) for s in drawn["layout"]["shapes"]] == [(90, 129), (60, 84)]
    assert [a["text"] for a in drawn["layout"]["annotations"]] == ["135 systolic", "85 diastolic"]
    assert drawn["layout"]["yaxis"]["range"][0] < 60
    child = trends.trend_chart({"systolic": points}, trends.PRESSURE, "Asia/Kolkata", adult=False)
    assert child["layout"]["shapes"] == []


def test_few_readings_are_dots():
    points = [(NOW + timedelta(days=n), 70) for n in range(4)]
    assert trends.trend_chart({"pulse": points}, ("pulse",), "Asia/Kolkata")["data"][0]["mode"] == "markers"
