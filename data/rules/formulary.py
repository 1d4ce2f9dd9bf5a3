"""Classical medicines a clinic prescribes every day: form, usual pack in base units, and what is in them."""

from __future__ import annotations

from dataclasses import dataclass

from jellyfish import levenshtein_distance

from data.rules.spelling import compact


@dataclass(frozen=True, slots=True)
class Medicine:
    """One medicine of the classical texts; `contains` names its leading ingredients, also by their English names."""

    name: str
    form: str
    unit: str
    pack: int
    contains: str


# fmt: off
CLASSICAL = (
    Medicine("Abhayarishta", "arishta", "ml", 450, "haritaki, draksha (raisin), vidanga, madhuka, guda (jaggery), dhataki"),
    Medicine("Amritarishta", "arishta", "ml", 450, "guduchi, dashamoola, guda (jaggery), jiraka (cumin), trikatu (pepper, ginger)"),
    Medicine("Aragvadhadi kashayam", "kashayam", "ml", 200, "aragvadha (cassia), nimba (neem), patola, guduchi, kutaja"),
    Medicine("Arjunarishta", "arishta", "ml", 450, "arjuna, draksha (raisin), madhuka, dhataki, guda (jaggery)"),
    Medicine("Ashokarishta", "arishta", "ml", 450, "ashoka, guda (jaggery), dhataki, musta, jiraka (cumin), haritaki"),
    Medicine("Ashwagandha churna", "churna", "g", 100, "ashwagandha"),
    Medicine("Ashwagandharishta", "arishta", "ml", 450, "ashwagandha, musali, manjishta, haridra (turmeric), madhu (honey), dhataki"),
    Medicine("Avipattikara churna", "churna", "g", 100, "trikatu (pepper, ginger), triphala, musta, vidanga, ela (cardamom), lavanga (clove), trivrit, sharkara (sugar)"),
    Medicine("Brahmi ghrita", "ghrita", "g", 150, "ghrita (ghee, milk fat), brahmi, vacha, kushta, shankhapushpi"),
    Medicine("Chandraprabha vati", "vati", "tablet", 60, "guggulu, shilajatu, karpura (camphor), vacha, musta, haridra (turmeric), loha (iron)"),
    Medicine("Chyavanaprasha", "lehya", "g", 500, "amalaki, ghrita (ghee, milk fat), tila taila (sesame oil), madhu (honey), sharkara (sugar), pippali, ela (cardamom)"),
    Medicine("Dashamoola kashayam", "kashayam", "ml", 200, "bilva, agnimantha, shyonaka, patala, gambhari, brihati, kantakari, gokshura, shalaparni, prishniparni"),
    Medicine("Dashamoolarishta", "arishta", "ml", 450, "dashamoola, ashwagandha, draksha (raisin), madhu (honey), guda (jaggery), dhataki"),
    Medicine("Dhanwantaram gulika", "vati", "tablet", 100, "ela (cardamom), vishva (ginger), abhaya, jati (nutmeg), jiraka (cumin), kasturi, karpura (camphor)"),
    Medicine("Dhanwantaram taila", "taila", "ml", 200, "tila taila (sesame oil), bala, kshira (milk), yava (barley), kola, kulattha (horse gram), dashamoola"),
    Medicine("Drakshadi kashayam", "kashayam", "ml", 200, "draksha (raisin), madhuka, lodhra, kashmarya, sariva, musta"),
    Medicine("Gandharvahastadi kashayam", "kashayam", "ml", 200, "gandharvahasta (castor), chirabilva, hutasha, vishva (ginger), haritaki, punarnava"),
    Medicine("Haridra khanda", "churna", "g", 100, "haridra (turmeric), ghrita (ghee, milk fat), kshira (milk), sharkara (sugar), trikatu (pepper, ginger)"),
    Medicine("Indukantha ghrita", "ghrita", "g", 150, "ghrita (ghee, milk fat), kshira (milk), putika, devadaru, dashamoola, trikatu (pepper, ginger)"),
    Medicine("Kaishora guggulu", "guggulu", "tablet", 60, "guggulu, triphala, guduchi, trikatu (pepper, ginger), vidanga, danti"),
    Medicine("Kanchanara guggulu", "guggulu", "tablet", 60, "guggulu, kanchanara, triphala, trikatu (pepper, ginger), ela (cardamom), twak (cinnamon)"),
    Medicine("Kottamchukkadi taila", "taila", "ml", 200, "tila taila (sesame oil), kushta, shunti (ginger), vacha, shigru (drumstick), lashuna (garlic), sarshapa (mustard), dadhi (curd, milk)"),
    Medicine("Ksheerabala taila", "taila", "ml", 200, "tila taila (sesame oil), bala, kshira (milk)"),
    Medicine("Kutajarishta", "arishta", "ml", 450, "kutaja, draksha (raisin), madhuka, gambhari, guda (jaggery), dhataki"),
    Medicine("Mahanarayana taila", "taila", "ml", 200, "tila taila (sesame oil), shatavari, kshira (milk), bilva, ashwagandha, brihati"),
    Medicine("Mahatiktaka ghrita", "ghrita", "g", 150, "ghrita (ghee, milk fat), amalaki, saptaparna, parpataka, patola, nimba (neem)"),
    Medicine("Manasamitra vatakam", "vati", "tablet", 100, "bala, nagabala, bilva, shankhapushpi, pravala (coral), mukta (pearl, shellfish), kshira (milk)"),
    Medicine("Nalpamaradi taila", "taila", "ml", 200, "tila taila (sesame oil), haridra (turmeric), udumbara, ashwattha, plaksha, vata (fig), triphala, chandana (sandalwood)"),
    Medicine("Nimbadi churna", "churna", "g", 100, "nimba (neem), guduchi, haritaki, amalaki, shunti (ginger)"),
    Medicine("Pinda taila", "taila", "ml", 200, "tila taila (sesame oil), madhuchishta (beeswax), manjishta, sarja, sariva"),
    Medicine("Punarnavadi guggulu", "guggulu", "tablet", 60, "guggulu, punarnava, eranda (castor), shunti (ginger), triphala"),
    Medicine("Punarnavasavam", "asava", "ml", 450, "punarnava, trikatu (pepper, ginger), triphala, guda (jaggery), madhu (honey), dhataki"),
    Medicine("Rasnasaptakam kashayam", "kashayam", "ml", 200, "rasna, guduchi, aragvadha (cassia), devadaru, gokshura, eranda (castor), punarnava"),
    Medicine("Sahacharadi taila", "taila", "ml", 200, "tila taila (sesame oil), sahachara, devadaru, nagara (ginger)"),
    Medicine("Saraswatarishta", "arishta", "ml", 450, "brahmi, shatavari, haritaki, madhu (honey), sharkara (sugar), suvarna (gold)"),
    Medicine("Sarivadyasava", "asava", "ml", 450, "sariva, musta, lodhra, draksha (raisin), guda (jaggery), dhataki"),
    Medicine("Shatavari gulam", "lehya", "g", 250, "shatavari, guda (jaggery), ghrita (ghee, milk fat), ela (cardamom)"),
    Medicine("Simhanada guggulu", "guggulu", "tablet", 60, "guggulu, triphala, gandhaka (sulphur), eranda taila (castor oil)"),
    Medicine("Sitopaladi churna", "churna", "g", 100, "sharkara (sugar), vamshalochana (bamboo), pippali, ela (cardamom), twak (cinnamon)"),
    Medicine("Sudarshana churna", "churna", "g", 100, "kirata, triphala, haridra (turmeric), trikatu (pepper, ginger), guduchi"),
    Medicine("Talisadi churna", "churna", "g", 100, "talisa, trikatu (pepper, ginger), vamshalochana (bamboo), ela (cardamom), twak (cinnamon), sharkara (sugar)"),
    Medicine("Triphala churna", "churna", "g", 100, "haritaki, vibhitaki, amalaki"),
    Medicine("Triphala guggulu", "guggulu", "tablet", 60, "guggulu, triphala, pippali"),
    Medicine("Varanadi kashayam", "kashayam", "ml", 200, "varuna, sahachara, shatavari, chitraka, bilva, karanja"),
    Medicine("Yogaraja guggulu", "guggulu", "tablet", 60, "guggulu, chitraka, pippali, triphala, jiraka (cumin), vidanga, ela (cardamom), musta"),
)
# fmt: on
KNOWN = {compact(medicine.name): medicine for medicine in CLASSICAL}
SLIPS, SHORTEST = 2, 8


def known(name: str) -> Medicine | None:
    """The classical medicine meant by a name: as it is spelt, inside a longer name, or at most two letters away."""
    asked = compact(name)
    if asked in KNOWN or len(asked) < SHORTEST:
        return KNOWN.get(asked)
    inside = [key for key in KNOWN if key in asked]
    if inside:
        return KNOWN[max(inside, key=len)]
    near = min(KNOWN, key=lambda key: levenshtein_distance(key, asked))
    return KNOWN[near] if levenshtein_distance(near, asked) <= SLIPS else None
