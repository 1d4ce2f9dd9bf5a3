"""Medicines of the classical texts as shops name them, with usual packs and invented prices; for a demo, not for treatment."""

from __future__ import annotations

from typing import Any

# form, pack, base unit, units, price in rupees from … to, smallest order, multiple, names
SHELVES: tuple[tuple[str, str, str, int, tuple[int, int], tuple[int, int], tuple[str, ...]], ...] = (
    ("arishta", "450 ml", "ml", 450, (128, 182), (6, 6), (
        "Dashamoolarishta", "Ashokarishta", "Ashwagandharishta", "Abhayarishta", "Draksharishta", "Saraswatarishta", "Balarishta",
        "Arjunarishta", "Amritarishta", "Khadirarishta", "Jeerakarishta", "Mustarishta", "Vidangarishta",
    )),
    ("asava", "450 ml", "ml", 450, (118, 168), (6, 6), (
        "Kumaryasava", "Lohasava", "Punarnavasava", "Chandanasava", "Kanakasava", "Pippalyasava", "Usheerasava", "Lodhrasava", "Vasakasava",
    )),
    ("kashayam", "200 ml", "ml", 200, (96, 165), (6, 6), (
        "Dashamoola Kashayam", "Maharasnadi Kashayam", "Indukantham Kashayam", "Guluchyadi Kashayam", "Rasnasaptakam Kashayam",
        "Varanadi Kashayam", "Punarnavadi Kashayam", "Nisakathakadi Kashayam", "Patolakaturohinyadi Kashayam", "Dhanwantharam Kashayam",
        "Sahacharadi Kashayam", "Amrithotharam Kashayam", "Gandharvahasthadi Kashayam", "Drakshadi Kashayam", "Chiruvilwadi Kashayam",
        "Manjishtadi Kashayam", "Aragwadhadi Kashayam",
    )),
    ("churna", "100 g", "g", 100, (58, 145), (5, 5), (
        "Triphala Churna", "Trikatu Churna", "Hingwashtaka Churna", "Avipattikara Churna", "Sitopaladi Churna", "Talisadi Churna",
        "Ashwagandha Churna", "Yashtimadhu Churna", "Hinguvachadi Churna", "Rasnadi Churna", "Shatavari Churna", "Pushyanuga Churna",
        "Kolakulathadi Churna", "Jatamayadi Churna", "Vaishvanara Churna", "Dadimashtaka Churna",
    )),
    ("vati", "100 tablets", "tablet", 100, (110, 390), (5, 5), (
        "Chandraprabha Vati", "Yogaraja Guggulu", "Kaishora Guggulu", "Kanchanara Guggulu", "Triphala Guggulu", "Gokshuradi Guggulu",
        "Simhanada Guggulu", "Arogyavardhini Vati", "Chitrakadi Vati", "Khadiradi Vati", "Lasunadi Vati", "Dhanwantharam Gulika",
        "Sudarsana Gulika", "Vilwadi Gulika", "Gorochanadi Gulika", "Sanjivani Vati", "Kutajaghana Vati", "Shankha Vati",
        "Manasamitra Vatakam", "Punarnava Mandura",
    )),
    ("taila", "200 ml", "ml", 200, (140, 420), (4, 4), (
        "Ksheerabala Taila", "Mahanarayana Taila", "Dhanwantharam Taila", "Sahacharadi Taila", "Pinda Taila", "Murivenna",
        "Kottamchukkadi Taila", "Karpooradi Taila", "Nalpamaradi Taila", "Eladi Taila", "Chandanadi Taila", "Neelibhringadi Taila",
        "Anu Taila", "Balaswagandhadi Taila", "Lakshadi Taila", "Prabhanjanam Taila", "Prasarini Taila", "Bala Taila", "Asanavilwadi Taila",
        "Triphaladi Taila",
    )),
    ("ghrita", "150 g", "g", 150, (188, 460), (3, 3), (
        "Kalyanaka Ghrita", "Mahatiktaka Ghrita", "Triphala Ghrita", "Brahmi Ghrita", "Phala Ghrita", "Indukantha Ghrita",
        "Dadimadi Ghrita", "Panchagavya Ghrita", "Sukumara Ghrita", "Vidaryadi Ghrita", "Jeevantyadi Ghrita", "Varanadi Ghrita",
    )),
    ("lehya", "500 g", "g", 500, (210, 360), (3, 3), (
        "Chyavanaprasha", "Agastya Rasayana", "Ashwagandha Lehya", "Manibhadra Lehya", "Kooshmanda Rasayana", "Brahma Rasayana",
        "Dashamoola Haritaki", "Sukumara Lehya", "Kalyana Gula",
    )),
    ("bhasma", "10 g", "g", 10, (65, 340), (2, 1), ("Shankha Bhasma", "Loha Bhasma", "Abhraka Bhasma", "Mandura Bhasma")),
)  # fmt: skip
GUARDED = frozenset({"Abhraka Bhasma", "Loha Bhasma", "Manasamitra Vatakam", "Gorochanadi Gulika"})
CLASSICAL, PROPRIETARY = ("30039011", "5"), ("30049011", "5")


def rows() -> list[dict[str, Any]]:
    """The catalogue as a form would be filled in, 120 rows, without whose they are."""
    found: list[dict[str, Any]] = []
    for form, pack, unit, units, (low, high), (smallest, multiple), names in SHELVES:
        for place, name in enumerate(names):
            price = low + (high - low) * ((place * 7) % 11) / 10
            hsn, rate = PROPRIETARY if place % 9 == 8 else CLASSICAL
            found.append(
                {
                    "name": name, "sku": f"{form[:3].upper()}-{len(found) + 1:03d}", "category": form.capitalize(), "form": form,
                    "product_class": "proprietary" if hsn == PROPRIETARY[0] else "classical", "pack_size": pack, "base_unit": unit,
                    "units_per_pack": str(units), "price": f"{price:.2f}", "mrp": f"{round(price * 1.19 + 1)}.00", "hsn_code": hsn,
                    "gst_rate": rate, "min_order_quantity": str(smallest), "order_multiple": str(multiple),
                    "requires_prescription": "yes" if name in GUARDED else "no",
                    "description": f"{name}, prepared as the texts describe it.",
                }
            )  # fmt: skip
    return found[:120]
