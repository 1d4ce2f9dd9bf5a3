"""Invented people: names, places, telephone numbers, and what they are allergic to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Circle:
    """Given names and family names that go together."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    share: int = 1


@dataclass(frozen=True, slots=True)
class Region:
    """Where a clinic stands: names people have there, towns with their PIN codes, and mobile prefixes."""

    state: str
    circles: tuple[Circle, ...]
    towns: tuple[tuple[str, str, str], ...]
    streets: tuple[str, ...]
    prefixes: tuple[str, ...]
    own_script: tuple[tuple[str, str, str], ...]

    def name(self, gender: str, dice: Random) -> tuple[str, Circle]:
        """A given name, and the circle its family name comes from."""
        circle = dice.choices(self.circles, [c.share for c in self.circles])[0]
        return dice.choice(circle.women if gender == "female" else circle.men), circle


# fmt: off
KERALA = Region(
    state="Kerala",
    circles=(
        Circle(
            ("Lakshmi", "Anjali", "Meera", "Sreedevi", "Bindu", "Aswathy", "Parvathy", "Devika", "Radhika", "Sandhya", "Thankamani", "Omana",
             "Sarojini", "Girija", "Vasantha", "Remya", "Nimisha", "Athira", "Gopika", "Malavika", "Sujatha", "Kalyani", "Padmini", "Indira"),
            ("Rajesh", "Suresh", "Unnikrishnan", "Gopakumar", "Ramachandran", "Vishnu", "Arjun", "Sreejith", "Anoop", "Biju", "Madhavan", "Narayanan",
             "Balakrishnan", "Vinod", "Prasanth", "Aravind", "Hari", "Dileep", "Sasi", "Sudheer", "Raghavan", "Mohanan", "Ajith", "Vijayan"),
            ("Menon", "Nair", "Pillai", "Varma", "Kurup", "Nambiar", "Panicker", "Warrier", "Namboothiri", "Marar", "Ezhuthachan", "Poduval", "Achary", "Kaimal"),
            6,
        ),
        Circle(
            ("Annamma", "Mariamma", "Rosamma", "Jincy", "Lissy", "Elizabeth", "Tessy", "Mercy"),
            ("Thomas", "Joseph", "Varghese", "Jacob", "Shaji", "Kunjumon", "George", "Paulose"),
            ("Kurian", "Mathew", "Chacko", "Philip", "Ouseph", "Antony", "Cherian", "Tharakan"),
            3,
        ),
        Circle(
            ("Fathima", "Ayisha", "Nafeesa", "Sherin", "Shahina", "Raziya", "Suhara"),
            ("Abdul Rahman", "Ashraf", "Shameer", "Nizar", "Hamza", "Faisal", "Ibrahim"),
            ("Haneefa", "Koya", "Moideen", "Rasheed", "Kunju", "Musliyar", "Basheer"),
            3,
        ),
    ),
    towns=(
        ("Thrissur", "Thrissur", "680001"), ("Ollur", "Thrissur", "680306"), ("Guruvayur", "Thrissur", "680101"),
        ("Irinjalakuda", "Thrissur", "680121"), ("Kunnamkulam", "Thrissur", "680503"), ("Chalakudy", "Thrissur", "680307"),
        ("Wadakkanchery", "Thrissur", "680582"), ("Shoranur", "Palakkad", "679121"), ("Aluva", "Ernakulam", "683101"),
    ),
    streets=("Temple Road", "Round West", "Canal Road", "Mission Quarters", "Puthenpally Lane", "Kovilakam Road", "East Fort", "Poonkunnam", "Mannuthy Road"),
    prefixes=("94470", "98460", "98950", "97450", "94950", "80890"),
    own_script=(
        ("ലക്ഷ്മി", "മേനോൻ", "female"), ("രാധ", "", "female"), ("ശ്രീധരൻ", "നമ്പ്യാർ", "male"),
        ("ഗോപാലൻ", "", "male"), ("അമ്മിണി", "കുറുപ്പ്", "female"), ("जगदीश", "शर्मा", "male"),
    ),
)
KARNATAKA = Region(
    state="Karnataka",
    circles=(
        Circle(
            ("Savitha", "Shobha", "Rukmini", "Pushpa", "Kavitha", "Deepa", "Vidya", "Sumathi", "Gowri", "Bhagya", "Nagaveni", "Roopa", "Chaitra",
             "Ananya", "Sahana", "Padma", "Jayanthi", "Shailaja"),
            ("Manjunath", "Basavaraj", "Raghavendra", "Nagaraj", "Shivakumar", "Ramesh", "Prakash", "Mahesh", "Girish", "Vinay", "Chandrashekar",
             "Srinivas", "Kiran", "Puneeth", "Santhosh", "Lokesh", "Umesh", "Venkatesh"),
            ("Gowda", "Hegde", "Shetty", "Bhat", "Rao", "Kulkarni", "Patil", "Acharya", "Kamath", "Urs", "Murthy", "Reddy"),
            8,
        ),
        Circle(("Noor Jahan", "Reshma", "Shabana", "Zareena"), ("Imran", "Syed Ali", "Nadeem", "Riyaz"), ("Khan", "Pasha", "Sheikh"), 2),
        Circle(("Flavia", "Lavina", "Hilda"), ("Ronald", "Melwyn", "Praveen"), ("D'Souza", "Lobo", "Pinto"), 1),
    ),
    towns=(
        ("Mysuru", "Mysuru", "570001"), ("Nanjangud", "Mysuru", "571301"), ("Hunsur", "Mysuru", "571105"),
        ("Srirangapatna", "Mandya", "571438"), ("Mandya", "Mandya", "571401"), ("Chamarajanagar", "Chamarajanagar", "571313"),
    ),
    streets=("Sayyaji Rao Road", "Vontikoppal", "Kuvempunagar 2nd Stage", "Nazarbad Main Road", "Jayalakshmipuram", "Ashoka Road", "Agrahara"),
    prefixes=("94480", "98800", "97410", "99000", "96200"),
    own_script=(("सविता", "कुलकर्णी", "female"), ("रामचंद्र", "", "male"), ("सुशीला", "देवी", "female"), ("ശാരദ", "", "female")),
)

ALLERGIES = (
    ("Penicillin", "Rash over both arms", "severe"), ("Sulfa medicines", "Swelling of the face", "severe"), ("Peanuts", "Breathless", "severe"),
    ("Ibuprofen", "Stomach pain", "moderate"), ("Shellfish", "Hives", "moderate"), ("Sesame oil", "Itching after massage", "moderate"),
    ("Dust", "Sneezing", "mild"), ("Milk", "Loose stools", "mild"), ("Turmeric paste", "Redness", "mild"),
)
BLOOD_GROUPS = ("O+", "B+", "A+", "AB+", "O-", "B-", "A-", "AB-")
HISTORIES = (
    "Type 2 diabetes since 2014, on metformin.", "Hypertension, controlled.", "Low back pain for six years; two courses of kati vasti.",
    "Psoriasis since childhood.", "Migraine, about twice a month.", "Osteoarthritis of both knees.", "Hypothyroid, 50 µg a day.",
)
# fmt: on
PRAKRITI = ("vata", "pitta", "kapha", "vata-pitta", "pitta-kapha", "vata-kapha")


def people(region: Region, number: int, today: date, dice: Random) -> list[Raw]:
    """What the desk would type for this many people; some families share a phone, some records are incomplete."""
    found: list[Raw] = [_person(region, today, dice, given, family, gender) for given, family, gender in region.own_script]
    while len(found) < number:
        gender = dice.choice(("female", "female", "male"))
        given, circle = region.name(gender, dice)
        family = "" if dice.random() < 0.12 else dice.choice(circle.families)
        head = _person(region, today, dice, given, family, gender)
        found.append(head)
        if family and dice.random() < 0.22:
            found += [_relative(region, circle, today, dice, head) for _ in range(dice.choice((1, 1, 2)))]
    return found[:number]


def _person(region: Region, today: date, dice: Random, given: str, family: str, gender: str) -> Raw:
    age = min(91, max(1, round(dice.gauss(46, 19))))
    raw: Raw = {"first_name": given, "last_name": family, "gender": gender} | _birth(today, dice, age)
    if dice.random() > 0.06:
        raw["phone"] = phone(region, dice)
    if dice.random() > 0.08:
        town, district, pincode = dice.choice(region.towns)
        raw |= {"address_line1": f"{dice.randint(2, 88)} {dice.choice(region.streets)}", "city": town, "district": district}
        raw |= {"state": region.state, "pincode": pincode, "country": "IN"}
    return raw | _health(dice)


def _birth(today: date, dice: Random, age: int) -> Raw:
    if dice.random() < 0.14:
        return {"estimated_age": str(age)}
    return {"date_of_birth": (today - timedelta(days=age * 365 + dice.randint(1, 364))).isoformat()}


def _health(dice: Random) -> Raw:
    raw: Raw = {}
    if dice.random() < 0.6:
        raw["blood_group"] = dice.choices(BLOOD_GROUPS, (37, 32, 22, 7, 2, 2, 1, 1))[0]
    if dice.random() < 0.16:
        raw["allergies"] = [
            dict(zip(("substance", "reaction", "severity"), a, strict=True))
            for a in dice.sample(ALLERGIES, dice.choice((1, 1, 2)))
        ]
    if dice.random() < 0.3:
        raw["medical_history"] = dice.choice(HISTORIES)
    if dice.random() < 0.35:
        raw["prakriti"] = dice.choice(PRAKRITI)
    return raw


def _relative(region: Region, circle: Circle, today: date, dice: Random, head: Raw) -> Raw:
    gender = dice.choice(("female", "male"))
    given = dice.choice(circle.women if gender == "female" else circle.men)
    raw = _person(region, today, dice, given, head["last_name"], gender)
    raw |= {k: head[k] for k in ("phone", "address_line1", "city", "district", "state", "pincode", "country") if k in head}
    if dice.random() < 0.5:
        grown = {name: raw[name] for name in raw if name not in {"date_of_birth", "estimated_age"}}
        parent = "mother" if head["gender"] == "female" else "father"
        raw = grown | _birth(today, dice, dice.randint(2, 15))
        raw |= {"guardian_name": f"{head['first_name']} {head['last_name']}", "guardian_relationship": parent}
    return raw


def phone(region: Region, dice: Random) -> str:
    """An invented mobile number of the region."""
    return f"+91{dice.choice(region.prefixes)}{dice.randint(10000, 99999)}"
