"""The tests a small clinic's laboratory offers, with usual adult ranges; for a demo, not for treatment."""

from __future__ import annotations

CBC, RENAL, LIVER, LIPID, THYROID, URINE = (
    "CBC", "Renal profile", "Liver function", "Lipid profile", "Thyroid profile", "Urine routine",
)  # fmt: skip
BLOOD, SERUM, PLASMA, SPOT = "EDTA blood", "Serum", "Fluoride plasma", "Urine"
QUICK, USUAL, LONG = (120, 60, 30), (240, 120, 60), (1440, 480, 240)
# code, name, unit, sample, targets (routine, urgent, stat), price in rupees, panels, ranges as a file has them
NUMBERS = (
    ("HB", "Haemoglobin", "g/dL", BLOOD, QUICK, 80, CBC,
     "female:12:150:12.0:15.0:7.0:20.0:2:25|male:12:150:13.0:17.0:7.0:20.0:2:25|any:1 m:12:11.0:14.0:7.0:20.0:2:25|any:0:1 m:14.0:22.0:10.0:24.0:4:30"),
    ("TLC", "Total count", "/µL", BLOOD, QUICK, 70, CBC, "any:12:150:4000:11000:1500:30000:100:500000|any:1 m:12:5000:15000:2000:40000:100:500000"),
    ("PLT", "Platelets", "/µL", BLOOD, QUICK, 90, CBC, "any:0:150:150000:410000:30000:1000000:1000:3000000"),
    ("RBC", "Red cell count", "million/µL", BLOOD, QUICK, 70, CBC, "female:12:150:3.8:4.8:::0.5:10|male:12:150:4.5:5.5:::0.5:10|any:1 m:12:3.9:5.3:::0.5:10"),
    ("PCV", "PCV", "%", BLOOD, QUICK, 60, CBC, "female:12:150:36:46:20:60:5:80|male:12:150:40:50:20:60:5:80|any:1 m:12:34:42:20:60:5:80"),
    ("MCV", "MCV", "fL", BLOOD, QUICK, 60, CBC, "any:12:150:83:101:::40:160"),
    ("ESR", "ESR", "mm/h", BLOOD, QUICK, 60, "", "female:12:150:0:20:::0:200|male:12:150:0:15:::0:200|any:0:12:0:10:::0:200"),
    ("UREA", "Urea", "mg/dL", SERUM, USUAL, 120, RENAL, "any:12:150:17:49::150:2:400"),
    ("CREAT", "Creatinine", "mg/dL", SERUM, USUAL, 130, RENAL, "female:12:150:0.5:1.1::5.0:0.1:25|male:12:150:0.7:1.3::5.0:0.1:25|any:1:12:0.3:0.7::3.0:0.1:20"),
    ("NA", "Sodium", "mmol/L", SERUM, USUAL, 140, RENAL, "any:0:150:136:145:120:160:90:200"),
    ("K", "Potassium", "mmol/L", SERUM, USUAL, 140, RENAL, "any:1:150:3.5:5.1:2.5:6.0:1:10|any:0:1:3.7:5.9:2.5:7.0:1:12"),
    ("CL", "Chloride", "mmol/L", SERUM, USUAL, 140, RENAL, "any:0:150:98:107:80:120:60:150"),
    ("UA", "Uric acid", "mg/dL", SERUM, USUAL, 150, RENAL, "female:12:150:2.6:6.0:::0.5:25|male:12:150:3.5:7.2:::0.5:25"),
    ("CA", "Calcium", "mg/dL", SERUM, USUAL, 150, "", "any:1:150:8.6:10.2:6.5:13.0:3:20"),
    ("FBS", "Glucose, fasting", "mg/dL", PLASMA, QUICK, 60, "", "any:0:150:70:100:45:400:10:1200"),
    ("PPBS", "Glucose, after food", "mg/dL", PLASMA, QUICK, 60, "", "any:0:150:70:140:45:450:10:1200"),
    ("HBA1C", "HbA1c", "%", BLOOD, USUAL, 450, "", "any:12:150:4.0:5.6::14.0:2:20"),
    ("TBIL", "Bilirubin, total", "mg/dL", SERUM, USUAL, 120, LIVER, "any:1:150:0.2:1.2::15.0:0:60"),
    ("DBIL", "Bilirubin, direct", "mg/dL", SERUM, USUAL, 120, LIVER, "any:1:150:0.0:0.3:::0:40"),
    ("AST", "AST (SGOT)", "U/L", SERUM, USUAL, 130, LIVER, "female:12:150:5:32::1000:1:20000|male:12:150:5:40::1000:1:20000"),
    ("ALT", "ALT (SGPT)", "U/L", SERUM, USUAL, 130, LIVER, "female:12:150:5:33::1000:1:20000|male:12:150:5:41::1000:1:20000"),
    ("ALP", "Alkaline phosphatase", "U/L", SERUM, USUAL, 140, LIVER, "any:18:150:40:130:::5:5000|any:1:18:100:390:::5:5000"),
    ("TP", "Protein, total", "g/dL", SERUM, USUAL, 110, LIVER, "any:12:150:6.4:8.3:::2:15"),
    ("ALB", "Albumin", "g/dL", SERUM, USUAL, 110, LIVER, "any:12:150:3.5:5.2:1.5::0.5:8"),
    ("CHOL", "Cholesterol, total", "mg/dL", SERUM, USUAL, 150, LIPID, "any:12:150::200:::30:1200"),
    ("TG", "Triglycerides", "mg/dL", SERUM, USUAL, 180, LIPID, "any:12:150::150::1000:10:6000"),
    ("HDL", "HDL cholesterol", "mg/dL", SERUM, USUAL, 180, LIPID, "female:12:150:50::::5:200|male:12:150:40::::5:200"),
    ("LDL", "LDL cholesterol", "mg/dL", SERUM, USUAL, 180, LIPID, "any:12:150::130:::5:800"),
    ("TSH", "TSH", "mIU/L", SERUM, LONG, 300, THYROID, "any:12:150:0.4:4.5::60:0.001:500"),
    ("FT4", "Free T4", "ng/dL", SERUM, LONG, 320, THYROID, "any:12:150:0.8:1.8:0.3:5.0:0.05:15"),
    ("FT3", "Free T3", "pg/mL", SERUM, LONG, 320, THYROID, "any:12:150:2.0:4.4:::0.2:30"),
    ("VITD", "Vitamin D, 25-OH", "ng/mL", SERUM, LONG, 1200, "", "any:0:150:30:100:::1:300"),
    ("B12", "Vitamin B12", "pg/mL", SERUM, LONG, 900, "", "any:12:150:200:900:::20:5000"),
    ("CRP", "C-reactive protein", "mg/L", SERUM, USUAL, 350, "", "any:0:150::5::200:0:800"),
    ("USG", "Urine specific gravity", "", SPOT, QUICK, 30, URINE, "any:0:150:1.005:1.030:::1.000:1.060"),
)  # fmt: skip
WORDS = (
    ("SMEAR", "Blood smear", BLOOD, USUAL, 150, CBC, ("Normocytic, normochromic", "Microcytic, hypochromic", "Normal picture")),
    ("UALB", "Urine albumin", SPOT, QUICK, 30, URINE, ("Nil", "Nil", "Trace", "1+")),
    ("USUG", "Urine sugar", SPOT, QUICK, 30, URINE, ("Nil", "Nil", "Nil", "2+")),
    (
        "UMIC",
        "Urine microscopy",
        SPOT,
        QUICK,
        60,
        URINE,
        ("2-3 pus cells/hpf", "Occasional epithelial cells", "Nothing abnormal"),
    ),
)
# What is ordered together, and how often.
ORDERS = (
    ((CBC,), 22), ((CBC, "ESR"), 10), ((RENAL,), 10), ((LIVER,), 9), ((LIPID, "FBS"), 12), ((THYROID,), 8), (("FBS", "PPBS"), 14), (("HBA1C", "FBS"), 6),
    ((URINE,), 9), ((CBC, RENAL, LIVER), 5), (("VITD", "B12"), 3), (("CRP", "ESR"), 4), ((CBC, URINE), 5),
)  # fmt: skip


def rows() -> list[dict[str, str]]:
    """The catalogue as a form would be filled in."""
    found = []
    for code, name, unit, sample, targets, price, panels, ranges in NUMBERS:
        found.append(_row(code, name, sample, targets, price, panels) | {"unit": unit, "ranges": ranges})
    for code, name, sample, targets, price, panels, _words in WORDS:
        found.append(_row(code, name, sample, targets, price, panels) | {"kind": "text"})
    return found


def _row(code: str, name: str, sample: str, targets: tuple[int, int, int], price: int, panels: str) -> dict[str, str]:
    routine, urgent, stat = (str(minutes) for minutes in targets)
    return {
        "test_code": code, "test_name": name, "sample": sample, "price": str(price), "panels": panels,
        "target_routine": routine, "target_urgent": urgent, "target_stat": stat,
    }  # fmt: skip
