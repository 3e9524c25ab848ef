"""Made-up people and companies in any number, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

GIVEN = (
    "Amelia", "Ben", "Chloe", "Dev", "Ella", "Farid", "Grace", "Hugo", "Iris", "Jonas", "Kavya", "Leo", "Mina",
    "Noor", "Oscar", "Priya", "Quentin", "Rosa", "Sam", "Tara", "Uma", "Victor", "Wanda", "Xavier", "Yara", "Zoe",
    "Anna", "Bruno", "Clara", "David", "Elif", "Finn", "Greta", "Hana", "Ivan", "Julia", "Karim", "Lena", "Marco",
    "Nadia", "Olu", "Paula", "Rafael", "Sofia", "Theo", "Ulla", "Vera", "Walter", "Ximena", "Yusuf", "Aaron", "Bella",
    "Carlos", "Dina", "Emil", "Freya", "Gustav", "Helena", "Igor", "Jamila", "Kofi", "Lotta", "Mateo", "Nina", "Otto",
    "Petra", "Rania", "Stefan", "Tomas", "Ursula", "Viktor", "Willow", "Yasmin", "Zara", "Alice", "Bianca", "Caspar",
    "Delia", "Edgar", "Fiona", "Gavin", "Hazel", "Imran", "Joana", "Klara", "Liam", "Maya", "Nils", "Oona", "Pavel",
    "Rhea", "Simon", "Tessa", "Umar", "Vivian", "Wim",
)  # fmt: skip
FAMILY = (
    "Okafor", "Castillo", "Lindqvist", "Raman", "Moreau", "Haddad", "Whitfield", "Marin", "Tanaka", "Weber", "Nair",
    "Fontaine", "Sørensen", "Aziz", "Lindgren", "Shah", "Roy", "Delgado", "Whitaker", "O'Neill", "Fox", "Lane",
    "Stone", "Lind", "West", "Adams", "Becker", "Novak", "Rossi", "Silva", "Müller", "Dubois", "Khan", "Ali",
    "Garcia", "Lopez", "Martin", "Jansen", "Kowalski", "Petrov", "Nielsen", "Larsen", "Berg", "Holm", "Dahl", "Kim",
    "Park", "Lee", "Chen", "Wang", "Singh", "Patel", "Mehta", "Brown", "Taylor", "Wilson", "Evans", "Thomas",
    "Roberts", "Walker", "Wright", "Green", "Hall", "Wood", "Clarke", "Hughes", "Edwards", "Harris", "Lewis", "Young",
    "King", "Baker", "Turner", "Hill", "Moore", "Ward", "Cooper", "Morris", "Bell", "Murphy", "Bailey", "Kelly",
    "Cox", "Gray", "Ross", "Reed", "Howard", "Webb", "Palmer", "Mills", "Grant", "Knight", "Butler", "Barnes",
    "Fisher", "Porter", "Hunter", "Marsh", "Lowe", "Hart", "Frost", "Byrne", "Quinn", "Doyle", "Nolan", "Brennan",
    "Kaya",
)  # fmt: skip
_FIRST = (
    "Harbor", "Northwind", "Foxglove", "Granite", "Juniper", "Bluebird", "Cobalt", "Driftwood", "Kestrel", "Ember",
    "Ivory", "Acme", "Saffron", "Pinecrest", "Lumen", "Maple", "Casa", "Tidewater", "Clover", "Amber", "Birch",
    "Cedar", "Copper", "Coral", "Crown", "Delta", "Eagle", "Falcon", "Fern", "Gable", "Hazel", "Heron", "Indigo",
    "Iron", "Jasmine", "Keystone", "Lark", "Linden", "Lotus", "Meadow", "Mill", "Moss", "Nova", "Oak", "Olive",
    "Orchard", "Otter", "Pearl", "Pebble", "Poppy", "Quarry", "Raven", "River", "Robin", "Rowan", "Sage", "Silver",
    "Slate", "Spruce", "Stone", "Summit", "Swan", "Thistle", "Timber", "Velvet", "Violet", "Walnut", "Willow",
)  # fmt: skip
_SECOND = (
    "& Vine Catering", "Bikes", "Florist", "Dental", "Studio", "Bakery", "Law", "Cafe", "Print Co", "Fitness",
    "Interiors", "Garage", "Kitchen", "Cabins", "Optics", "Books", "Events", "Marine", "Veterinary", "Hotel",
    "Clinic", "Gallery", "School", "Foods", "Farm", "Architects", "Travel", "Music", "Design", "Logistics",
    "Textiles", "Ceramics", "Coffee Roasters", "Brewery", "Deli", "Market", "Partners", "Supplies", "Workshop",
    "Gardens",
)  # fmt: skip
_CITIES = (
    ("London", "EC1A", "GB"), ("Bristol", "BS1", "GB"), ("Leeds", "LS1", "GB"), ("Manchester", "M1", "GB"),
    ("Bath", "BA1", "GB"), ("Cardiff", "CF10", "GB"), ("Edinburgh", "EH1", "GB"), ("Glasgow", "G1", "GB"),
    ("Exeter", "EX1", "GB"), ("York", "YO1", "GB"), ("Oxford", "OX1", "GB"), ("Norwich", "NR1", "GB"),
    ("Brighton", "BN1", "GB"), ("Derby", "DE1", "GB"), ("Dover", "CT16", "GB"), ("Belfast", "BT1", "GB"),
)  # fmt: skip
_STREETS = (
    "Station Road", "High Street", "Mill Lane", "Church Street", "Park Avenue", "Queen Street", "Victoria Road",
    "Green Lane", "Kings Road", "Market Place", "Harbour Way", "Orchard Close", "Castle Street", "Bridge Street",
)  # fmt: skip
_ROLES = (
    "Owner", "Buyer", "Purchasing", "Office manager", "Founder", "Designer", "Accounts", "Manager", "Chef", "Reception",
    "Production lead", "Host", "Service lead", "Partner",
)  # fmt: skip
HEADER = (
    "First name", "Last name", "Company", "Job title", "Email", "Mobile phone", "Street", "City", "Postcode", "Country",
    "Tags",
)  # fmt: skip
PEOPLE_PER_COMPANY = 8
TAGS = ("Customer", "Lead", "VIP", "Supplier")


class Somebody(NamedTuple):
    """One made-up person, in the order of `HEADER`."""

    given: str
    family: str
    company: str
    role: str
    email: str
    phone: str
    street: str
    city: str
    postcode: str
    country: str
    tag: str


def company_names(count: int, random: Random) -> list[str]:
    """Return so many different names of firms."""
    names: dict[str, None] = {}
    while len(names) < count:
        name = f"{random.choice(_FIRST)} {random.choice(_SECOND)}"
        if name in names:
            name = f"{random.choice(FAMILY)} {name}"
        if name in names:
            name = f"{name} {random.choice(_CITIES)[0]} {len(names)}"
        names[name] = None
    return list(names)


def crowd(count: int, seed: int) -> Iterator[Somebody]:
    """Yield so many people; every e-mail address and number is another."""
    random = Random(seed)
    companies = company_names(max(count // PEOPLE_PER_COMPANY, 1), random)
    choice, number = random.choice, random.randrange
    for index in range(count):
        given, family = choice(GIVEN), choice(FAMILY)
        city, area, country = choice(_CITIES)
        name = f"{given}.{family}".lower().replace("'", "").replace("ø", "o").replace("ü", "u")
        yield Somebody(
            given,
            family,
            choice(companies) if number(10) else "",
            choice(_ROLES),
            f"{name}{index}@example.com",
            f"07{index % 1_000_000_000:09d}",
            f"{number(1, 200)} {choice(_STREETS)}",
            city,
            f"{area} {number(1, 10)}{choice('ABDEFGHJLNPQRSTUWXYZ')}{choice('ABDEFGHJLNPQRSTUWXYZ')}",
            country,
            choice(TAGS) if number(4) == 0 else "",
        )
