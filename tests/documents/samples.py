"""Invented papers: a prescription of twelve medicines and a report of forty tests, in three scripts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from data.core import upi
from data.core.bill_totals import Line, LineTotal, totals
from data.core.money import in_words, rupees, to_paise
from data.documents.shapes import Bill, Charged, Finding, Item, LabReport, Patient, Prescription, Signature
from data.store.printing import Letterhead

ZONE = "Asia/Kolkata"
HEAD = Letterhead(
    "Thanal Vaidyasala · തണൽ വൈദ്യശാല",
    "14/302 Temple Road, Ollur, Thrissur, 680306",
    "+914872345678",
    "32AABCT1234M1Z5",
    "AYU/KL/2026/118",
)
LAKSHMI = Patient("ലക്ഷ്മി Menon (लक्ष्मी)", "THL-P-000412", "42 years, female", ("Penicillin, severe (rash)", "Groundnut, mild"))
VAIDYA = Signature("Dr Anjali Varma", "BAMS, MD (Kayachikitsa)", "TCMC 18442")
MEDICINES = (
    ("Dasamoolarishtam · ദശമൂലാരിഷ്ടം", "15 ml", "1-0-1", "14 days", "after food", "equal warm water", "420 ml", ""),
    ("Ashwagandha churna · अश्वगंधा चूर्ण", "5 g", "0-0-1", "30 days", "at bedtime", "warm milk", "150 g", ""),
    ("Triphala guggulu", "500 mg, 2 tablets", "1-0-1", "21 days", "after food", "warm water", "84 tablets", ""),
    ("Maharasnadi kashayam", "15 ml", "1-0-1", "14 days", "before food", "45 ml warm water", "420 ml", "Two doses a day, on an empty stomach"),
    ("Dhanwantharam tailam · ധാന്വന്തരം തൈലം", "External", "1-0-0", "14 days", "", "", "200 ml", "Warm; rub in for 30 minutes before the bath"),
    ("Kaishora guggulu", "500 mg, 1 tablet", "1-1-1", "21 days", "after food", "", "63 tablets", ""),
    ("Avipathi churnam", "5 g", "0-0-1", "10 days", "before food", "honey", "50 g", ""),
    ("Chyavanaprasam", "10 g", "1-0-1", "30 days", "before food", "milk", "600 g", "₹-free sample included"),
    ("Ksheerabala 101", "10 drops", "0-0-1", "21 days", "at bedtime", "milk", "10 ml", ""),
    ("Brahmi vati", "250 mg, 1 tablet", "1-0-1", "30 days", "after food", "", "60 tablets", ""),
    ("Yogaraja guggulu", "500 mg, 1 tablet", "½-0-½", "14 days", "after food", "ginger juice", "14 tablets", ""),
    ("Hinguvachadi gulika", "1 tablet", "as needed", "7 days", "after food", "buttermilk", "10 tablets", "At most 3 a day"),
)  # fmt: skip
NOTES = "Avoid sour, fried and night curd. തൈര് രാത്രി ഒഴിവാക്കുക. रात में दही न लें।\nReview after 14 days with blood sugar."
TESTS = (
    ("Haemoglobin", "10.2", "g/dL", "Low", "12.0–15.5"), ("Total leucocyte count", "7 400", "/µL", "Normal", "4 000–11 000"),
    ("Platelets", "2.6", "lakh/µL", "Normal", "1.5–4.5"), ("ESR", "38", "mm/h", "High", "0–20"),
    ("Fasting glucose", "262", "mg/dL", "Critical high", "70–99"), ("HbA1c", "9.1", "%", "High", "4.0–5.6"),
    ("TSH", "4.1", "μIU/mL", "Normal", "0.4–4.2"), ("Creatinine", "0.8", "mg/dL", "Normal", "0.5–1.1"),
    ("Vitamin D", "14", "ng/mL", "Low", "≥ 30"), ("Urine colour", "Straw", "", "", ""),
)  # fmt: skip


def prescription(items: int = 12, **more) -> Prescription:
    """A prescription of that many medicines, the twelve over and over."""
    medicines = tuple(Item(*MEDICINES[n % len(MEDICINES)]) for n in range(items))
    known = {"diagnosis": "Sandhivata (osteoarthritis of both knees)", "notes": NOTES} | more
    return Prescription(HEAD, "THL-RX-2627-000118", date(2026, 11, 24), LAKSHMI, VAIDYA, medicines, **known)


def lab_report(tests: int = 40, **more) -> LabReport:
    """A report of that many tests, each name numbered."""
    lines = tuple(_test(n) for n in range(tests))
    times = (("Collected", "24 Nov 2026, 08:10"), ("Reported", "24 Nov 2026, 10:05"))
    signed = Signature("Meera Pillai", "Laboratory in charge", "", "Verified 24 Nov 2026, 10:15")
    known = {"ordered_by": "Dr Anjali Varma", "times": times, "notes": "Sample slightly haemolysed.\nഉപവാസ രക്തം."} | more
    return LabReport(HEAD, "THL-LR-2627-000077", date(2026, 11, 24), LAKSHMI, signed, lines, **known)


def _test(n: int) -> Finding:
    name, result, unit, flag, limits = TESTS[n % len(TESTS)]
    return Finding(f"{name} {n + 1}", result, unit, flag, limits, f"{result} on 2 Oct 2026" if n % 3 == 0 else "")


CHARGES = (
    ("Consultation, Dr Anjali Varma", 1, 50000, 0, "", ""), ("Abhyanga · അഭ്യംഗം, full body, 60 min", 3, 140000, 20000, "999316", ""),
    ("Dasamoolarishtam · ദശമൂലാരിഷ്ടം, 450 ml", 2, 16500, 0, "30049011", "Batch DA-2207, expires 31 Mar 2028, tax is in the price"),
    ("Yogaraja guggulu, 60 tablets", 2, 31000, 0, "30049011", "Batch YG-77, expires 30 Nov 2027, tax is in the price"),
    ("CBC and CRP", 1, 85000, 0, "999316", ""), ("Ashwagandha churna · अश्वगंधा चूर्ण", 1, 12000, 1000, "30049011", "Batch AC-9"),
    ("Shirodhara, 45 min", 7, 180000, 90000, "999316", "Seven sessions of November"), ("Room, one day", 1, 12345600, 0, "", ""),
)  # fmt: skip


def bill(lines: int = 12, *, taxed: bool = True, **more) -> Bill:
    """An invoice of that many lines, each name numbered; its sums are those of its lines."""
    charges = [CHARGES[n % len(CHARGES)] for n in range(lines)]
    typed = [Line(quantity, price, off, *_tax(hsn, about, taxed=taxed)) for _, quantity, price, off, hsn, about in charges]
    found = totals(typed, 50_00 if lines else 0)
    paid = 200_00 if lines == 1 else min(2000_00, found.total)
    left, base = found.total - paid, sum(one.taxable for one in found.lines if one.tax)
    tax = [(f"{word} 6 % on {rupees(base)}", rupees(found.cgst)) for word in ("CGST", "SGST")] if found.tax else []
    known = {
        "facts": (("Doctor", "Dr Anjali Varma"), ("Due", "9 Dec 2026"), ("Place of supply", "Kerala (32)")),
        "sums": (("Subtotal", rupees(found.subtotal)), ("Discount", rupees(-found.discount)), *tax),
        "paid": (("Paid", rupees(-paid)), ("Left to pay", rupees(left))),
        "code": upi.svg(upi.address("thanal@example", "Thanal Vaidyasala", left, "THL-2627-000118")),
        "code_text": f"Pay {rupees(left)} by UPI to thanal@example",
        "is_taxed": bool(found.tax),
        "total": ("Total", rupees(found.total)),
        "words": in_words(found.total),
    }
    signed = Signature("For Thanal Vaidyasala Private Limited", "Authorised signatory")
    title = "Tax invoice" if found.tax else "Bill of supply"
    shown = tuple(_charge(n, charge, one) for n, (charge, one) in enumerate(zip(charges, found.lines, strict=True)))
    return Bill(HEAD, title, "THL-2627-000118", date(2026, 11, 24), LAKSHMI, signed, shown, **(known | more))


def receipt(lines: int = 12, **more) -> Bill:
    """What was paid on such an invoice, in two ways."""
    whole = bill(lines)
    paid = whole.paid[0][1].removeprefix("−")
    own = {
        "title": "Receipt", "number": "THL-P2627-000207", "is_receipt": True, "code": "", "code_text": "",
        "facts": (("For bill", "THL-2627-000118"),), "sums": (("Bill total", whole.total[1]),), "total": ("Received", paid),
        "paid": (("Cash", rupees(to_paise(paid) - 50_00)), ("UPI 433218841", "₹50.00"), ("Left on the bill", whole.paid[1][1])),
        "words": in_words(to_paise(paid)), "signature": Signature("For Thanal Vaidyasala Private Limited", "", "", "Received by Jisha P"),
    }  # fmt: skip
    return replace(whole, **{**own, **more})


def _tax(hsn: str, about: str, *, taxed: bool) -> tuple[int, bool]:
    return (1200, "in the price" in about) if taxed and hsn == "30049011" else (0, False)


def _charge(n: int, charge: tuple[str, int, int, int, str, str], total: LineTotal) -> Charged:
    name, quantity, price, off, hsn, about = charge
    return Charged(
        f"{name} {n + 1}", str(quantity), rupees(total.total), rupees(price), rupees(-off) if off else "", hsn,
        "12 %" if total.tax else "", about,
    )  # fmt: skip
