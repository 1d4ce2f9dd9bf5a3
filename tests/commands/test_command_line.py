"""Commands end with 0, or with one sentence and another code."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.interop import synthea, synthea_history

SYNTHEA = Path(__file__).parent.parent / "data" / "synthea"


def test_a_clinic_is_made_once(line, clinic):
    assert line("clinic", "create", "Another", "--code", "THL") == (1, "", "Another clinic has this code.\n")
    assert line("clinic", "create", "Another", "--code", "TOOLONG")[0] == 1


def test_import_and_export_ask_for_a_clinic_that_exists(line, clinic):
    assert line("export", "patients") == (1, "", "Whose patients? Add --clinic and the clinic's code.\n")
    assert line("export", "patients", "--clinic", "XXX") == (1, "", "There is no clinic with the code XXX.\n")
    assert line("import", "unicorns", "x.csv", "--clinic", clinic)[2].startswith(
        "There is no unicorns. Known: appointments, clinics"
    )
    assert line("export", "clinics")[1].splitlines()[1].startswith("Thanal Vaidyasala,THL")


def test_an_import_prints_what_became_of_the_rows(line, clinic, tmp_path):
    path = tmp_path / "patients.csv"
    path.write_text("external_id,first_name,gender,estimated_age\n1,Ravi,male,40\n2,Radha,woman,38\n")
    code, out, err = line("import", "patients", str(path), "--clinic", clinic)
    assert (code, err) == (1, "")
    assert out == "patients: imported 1, unchanged 0, refused 1\n  row 3, gender: Gender is one of: female, male, other.\n"
    path.write_text("external_id,first_name,gender,estimated_age\n1,Ravi,male,40\n2,Radha,female,38\n")
    assert line("import", "patients", str(path), "--clinic", clinic)[:2] == (0, "patients: imported 1, unchanged 1, refused 0\n")


def test_nouns_of_the_whole_site_and_of_a_clinic_come_in_the_same_way(line, clinic, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("clinic_name,clinic_code,time_zone\nKaveri Chikitsalaya,KVR,Asia/Kolkata\n")
    assert line("import", "clinics", str(path))[:2] == (0, "clinics: imported 1, unchanged 0, refused 0\n")
    path.write_text("name,kind\nRoom 1,consultation\nRoom 1,procedure\n")
    code, out, _ = line("import", "rooms", str(path), "--clinic", "KVR")
    assert code == 1
    assert out.splitlines()[1] == "  row 3, name: There is already a room of this name."
    assert line("export", "rooms", "--clinic", "KVR")[1] == "name,kind,is_active\nRoom 1,consultation,yes\n"


@pytest.fixture
def little_synthea(tmp_path) -> Path:
    """The first patient of the sample with all her encounters, and everybody she saw."""
    for name in (*synthea.FILES, *synthea_history.FILES):
        lines = (SYNTHEA / name).read_text(encoding="utf-8").splitlines(keepends=True)
        first = (SYNTHEA / "patients.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
        kept = [line for line in lines[1:] if first in line or name == "providers.csv"]
        (tmp_path / name).write_text(lines[0] + "".join(kept), encoding="utf-8")
    return tmp_path


def test_a_dry_run_tells_the_same_and_keeps_nothing(line, clinic, little_synthea):
    words = ("import", "synthea", str(little_synthea), "--clinic", clinic)
    tried, *end = line(*words, "--dry-run")[1].rsplit("\n", 2)
    assert end[0] == "This was a dry run; nothing was kept."
    assert len(line("export", "patients", "--clinic", clinic)[1].splitlines()) == 1
    done = line(*words)[1].rstrip("\n")
    assert done == tried
    assert done.startswith("patients: imported 1, unchanged 0, refused 0\n")
    assert "\nconditions: imported 1, unchanged 0, refused 0\n" in done
    assert "\n  row 5, CODE: Body Mass Index is computed from weight and height here, so it is not kept a second time.\n" in done


def test_a_wrong_master_key_is_said_in_a_sentence(line, monkeypatch):
    monkeypatch.setenv("AYURLAHI_MASTER_KEY", "0b" * 32)
    assert "master key does not open this database" in line("tick")[2]


def test_production_makes_no_demo_accounts(line, monkeypatch):
    monkeypatch.setenv("AYURLAHI_MODE", "production")
    code, _, err = line("demo")
    assert (code, err.count("\n")) == (1, 1)
    assert "mode demo only" in err


def test_production_without_keys_does_not_start(line, monkeypatch):
    monkeypatch.setenv("AYURLAHI_MODE", "production")
    monkeypatch.delenv("AYURLAHI_MASTER_KEY")
    assert line("tick")[2].startswith("AYURLAHI_MASTER_KEY is missing.")


def test_an_unknown_command_ends_with_its_usage(line):
    with pytest.raises(SystemExit) as stop:
        line("dance")
    assert stop.value.code == 2
