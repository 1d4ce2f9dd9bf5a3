"""Several processes at one desk; each opens the database for itself."""

from __future__ import annotations

import random
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from multiprocessing import get_context

from data.core import clock
from data.core.actor import Actor, system
from data.core.errors import Refused
from data.core.resource import resource
from data.rules import appointments, dispensing, lab_results, waiting_list
from data.store import read, write
from data.store.unit_of_work import close, connect, reading

PROCESSES = 4
# Each process begins as a copy of one that has imported the product and opened no database: as independent as a fresh one, and there at once.
APART = get_context("forkserver")
APART.set_forkserver_preload(["data.resources", "tests.races.crowd", "tests.races.tills", "tests.trade.hands"])


def together(settings, work, arguments):
    """Run `work(*arguments[n])` in its own process each, all at once; the answers, in any order."""
    answers, gate = APART.Queue(), APART.Barrier(len(arguments))
    crowd = [APART.Process(target=_one, args=(settings, work, given, gate, answers)) for given in arguments]
    for process in crowd:
        process.start()
    found = [answers.get(timeout=400) for _ in crowd]
    for process in crowd:
        process.join()
    wrong = [answer for answer in found if isinstance(answer, str)]
    assert wrong == [], wrong[0]
    return found


def _one(settings, work, given, gate, answers):
    try:
        import data.resources  # noqa: F401

        connect(settings)
        gate.wait()
        answers.put(work(*given))
        close()
    except BaseException:  # noqa: BLE001 - the test in the other process must hear of it
        answers.put(traceback.format_exc())


def book_one_slot(clinic_id, doctor, patients, day, tries):
    """Book the same slot for different patients; how many got it."""
    actor, won = system(clinic_id), 0
    for n in range(tries):
        try:
            appointments.book(actor, visit(doctor, patients[n], day, "10:00"))
            won += 1
        except Refused:
            pass
    return won


def accept_offer(clinic_id, offer_id, at_once):
    """So many press "Accept" on one offer at the same moment; how often it became a visit."""
    actor, gate = system(clinic_id), threading.Barrier(at_once)

    def accept(_):
        gate.wait()
        try:
            return bool(waiting_list.accept(actor, offer_id))
        except Refused:
            return False

    with ThreadPoolExecutor(at_once) as hands:
        return sum(hands.map(accept, range(at_once)))


def dispense(actor, prescription, item, quantity, times=1):
    """Hand out so many units of one line, again and again; what was said last."""
    said = ""
    for _ in range(times):
        try:
            said = str(dispensing.dispense(actor, prescription, [{"item_id": item, "quantity": quantity}]))
        except Refused as refused:
            said = refused.message
    return [said]


def register(clinic_id, number):
    """Register patients; their codes."""
    actor = system(clinic_id)
    ids = [
        write.create("patients", actor, {"first_name": f"Patient {number} {n}", "gender": "other", "estimated_age": "30"})
        for n in range(3)
    ]
    model = resource("patients").model
    with reading(actor) as session:
        return [session.scalars(model_query(model, i)).one().patient_code for i in ids]


def model_query(model, row_id):
    from sqlalchemy import select

    return select(model).where(model.id == row_id)


def visit(doctor, patient, day, hour, **more):
    """What the desk types to book."""
    return {
        "patient_id": str(patient),
        "doctor_id": str(doctor),
        "appointment_date": day,
        "appointment_time": hour,
        "duration": "30",
        "appointment_type": "consultation",
        **more,
    }


def anything(clinic_id, doctors, patients, rooms, day, seed, attempts):
    """Create, move, lengthen, change doctor, come late, delete and restore at random; (attempts, successes)."""
    actor, dice, known, done = system(clinic_id), random.Random(seed), [], 0
    for _ in range(attempts):
        # Any hour of that day: before it begins one books, once a visit has begun somebody may fail to come, and come late.
        hour = clock.at(date.fromisoformat(day), time(dice.choice((8, 8, 10, 11, 12)), 5), actor.zone)
        clock.set_now(lambda hour=hour: hour)
        act = dice.choice((_create, _create, _move, _lengthen, _other_doctor, _cancel_or_come_late, _delete, _restore))
        try:
            act(actor, dice, known, doctors, patients, rooms, day)
            done += 1
        except Refused:
            pass
    return attempts, done


def _hour(dice):
    return f"{dice.randint(9, 12):02d}:{dice.choice((0, 10, 15, 20, 30, 45)):02d}"


def _create(actor, dice, known, doctors, patients, rooms, day):
    known.append(
        appointments.book(
            actor,
            visit(
                dice.choice(doctors),
                dice.choice(patients),
                day,
                _hour(dice),
                room_id=str(dice.choice(rooms)),
                duration=str(dice.choice((15, 30, 60))),
            ),
        )
    )


def _some(dice, known):
    if not known:
        raise Refused("nothing yet")
    return dice.choice(known)


def _move(actor, dice, known, _doctors, _patients, _rooms, day):
    appointments.move(actor, _some(dice, known), {"appointment_date": day, "appointment_time": _hour(dice)}, None)


def _lengthen(actor, dice, known, *_rest):
    appointments.move(actor, _some(dice, known), {"duration": str(dice.choice((20, 45, 90)))}, None)


def _other_doctor(actor, dice, known, doctors, _patients, rooms, _day):
    appointments.move(
        actor, _some(dice, known), {"doctor_id": str(dice.choice(doctors)), "room_id": str(dice.choice(rooms))}, None
    )


def _cancel_or_come_late(actor, dice, known, *_rest):
    row = _some(dice, known)
    state = read.get("appointments", actor, row).get("status")
    if state == "no-show":
        write.step("appointments", actor, row, "came-late", {"reason": "traffic"})
    else:
        write.step("appointments", actor, row, dice.choice(("confirm", "no-show", "cancel")), {"reason": "did not come"})


def _delete(actor, dice, known, *_rest):
    write.delete("appointments", actor, _some(dice, known), "entered twice")


def _restore(actor, dice, known, *_rest):
    write.restore("appointments", actor, _some(dice, known))


def verify_one_report(clinic_id, person, report, tries):
    """Press "Verify" on one report again and again; how often it was this person who did it."""
    actor, won = Actor("Somebody", frozenset({"lab_technician"}), user_id=person, clinic_id=clinic_id), 0
    for _ in range(tries):
        try:
            write.step("lab_reports", actor, report, "verify", {})
            won += 1
        except Refused:
            pass
    return won


def type_one_result(clinic_id, person, report, line, text):
    """Type a result into a cell that was empty when one looked; 1 when it was kept."""
    actor = Actor("Somebody", frozenset({"lab_technician"}), user_id=person, clinic_id=clinic_id)
    return lab_results.enter(actor, report, {line: {"result": text, "was": ""}}).kept


def write_draft(actor, record, version, words):
    """Save one's words over a draft that was read at a version: (who won, the texts the loser is shown)."""
    from data.core.errors import Stale
    from data.rules import record_writing

    try:
        record_writing.save(actor, record, {"diagnosis": words}, version)
        return words, {}
    except Stale as stale:
        return None, stale.theirs
