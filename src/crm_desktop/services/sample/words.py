"""The people, products and happenings of the sample bakery. Days count from today, hours are local."""

from __future__ import annotations

from typing import NamedTuple


class Customer(NamedTuple):
    """A person and the firm they work for; `town` is the firm's."""

    name: str
    company: str
    role: str
    town: str
    lifecycle: str
    tags: tuple[str, ...] = ()


CUSTOMERS = (
    Customer("Amelia Okafor", "Harbor & Vine Catering", "Owner", "Bristol", "customer", ("VIP",)),
    Customer("Ben Castillo", "Northwind Bikes", "Purchasing", "Bath", "customer"),
    Customer("Chloe Lindqvist", "Foxglove Florist", "Owner", "Bristol", "customer"),
    Customer("Dev Raman", "Granite Dental", "Practice manager", "Bristol", "prospect"),
    Customer("Ella Moreau", "Juniper Studio", "Founder", "Cardiff", "customer"),
    Customer("Farid Haddad", "Bluebird Tea Room", "Owner", "Clevedon", "customer", ("Wholesale",)),
    Customer("Grace Whitfield", "Cobalt Law", "Office manager", "Bristol", "customer", ("VIP",)),
    Customer("Hugo Marin", "Driftwood Cafe", "Manager", "Portishead", "customer", ("Wholesale",)),
    Customer("Iris Tanaka", "Kestrel Print Co", "Production lead", "Bath", "lead"),
    Customer("Jonas Weber", "Ember Fitness", "Owner", "Bristol", "prospect"),
    Customer("Kavya Nair", "Ivory Interiors", "Designer", "Bristol", "lead"),
    Customer("Leo Fontaine", "Acme Garage", "Workshop lead", "Keynsham", "customer"),
    Customer("Mina Sørensen", "Northwind Bikes", "Accounts", "Bath", "customer"),
    Customer("Noor Aziz", "Saffron Kitchen", "Owner", "Bristol", "customer", ("Wholesale", "VIP")),
    Customer("Oscar Lindgren", "Pinecrest Cabins", "Host", "Cheddar", "customer"),
    Customer("Priya Shah", "Lumen Optics", "Buyer", "Bristol", "prospect"),
    Customer("Quentin Roy", "Maple Row Books", "Owner", "Bristol", "customer"),
    Customer("Rosa Delgado", "Casa Delgado", "Owner", "Bristol", "customer", ("Wholesale",)),
    Customer("Sam Whitaker", "Tidewater Marine", "Service lead", "Portishead", "lead"),
    Customer("Tara O’Neill", "Clover Veterinary", "Reception", "Keynsham", "customer"),
    Customer("Uma Patel", "Summit School", "Head of events", "Bristol", "customer"),
    Customer("Victor Hale", "Old Mill Brewery", "Tap manager", "Bath", "customer", ("Wholesale",)),
    Customer("Wanda Kowalska", "Riverside Hotel", "Food and drink", "Bristol", "customer", ("VIP",)),
    Customer("Yara Mendes", "Quarry Gallery", "Curator", "Bristol", "lead"),
    Customer("Anna Petrova", "Harbor & Vine Catering", "Head chef", "Bristol", "customer"),
    Customer("Bruno Keller", "Riverside Hotel", "Breakfast chef", "Bristol", "customer"),
    Customer("Elif Kaya", "Saffron Kitchen", "Manager", "Bristol", "customer"),
    Customer("Finn Gallagher", "Old Mill Brewery", "Events", "Bath", "prospect"),
    Customer("Hana Suzuki", "", "", "Bristol", "customer", ("Birthday cakes",)),
    Customer("Ivan Marsh", "", "", "Bristol", "customer"),
    Customer("Julia Brandt", "", "", "Bath", "lead", ("Wedding",)),
    Customer("Karim Osman", "", "", "Bristol", "lead", ("Wedding",)),
    Customer("Lotta Nyberg", "", "", "Bristol", "customer"),
    Customer("Marco Bellini", "", "", "Keynsham", "customer", ("Birthday cakes",)),
    Customer("Nadia Rahman", "", "", "Bristol", "prospect", ("Wedding",)),
    Customer("Olivia Stone", "", "", "Clevedon", "customer"),
    Customer("Pavel Novák", "", "", "Bristol", "customer", ("Birthday cakes",)),
    Customer("Ruth Adeyemi", "", "", "Bristol", "former"),
    Customer("Theo Barnes", "", "", "Bath", "lead"),
    Customer("Zoe Winters", "", "", "Bristol", "customer"),
)

# name, code, unit, price, description, category
PRODUCTS = (
    ("Sourdough loaf", "BR-01", "loaf", "4.20", "800 g, baked overnight", "Bread"),
    ("Seeded rye", "BR-02", "loaf", "4.60", "Dense and dark, keeps a week", "Bread"),
    ("Sesame loaf", "BR-03", "loaf", "4.40", "Soft crumb, toasted sesame", "Bread"),
    ("Baguette", "BR-04", "piece", "2.10", "Twice a day", "Bread"),
    ("Butter croissant", "PA-01", "piece", "2.40", "27 layers", "Pastry"),
    ("Almond croissant", "PA-02", "piece", "3.10", "", "Pastry"),
    ("Cinnamon bun", "PA-03", "piece", "2.90", "", "Pastry"),
    ("Celebration cake", "CA-01", "cake", "68.00", "20 cm, three layers, serves 16", "Cake"),
    ("Wedding cake, three tiers", "CA-02", "cake", "480.00", "Serves 90, tasting included", "Cake"),
    ("Cupcakes, box of 12", "CA-03", "box", "30.00", "Two flavours a box", "Cake"),
    ("Breakfast basket", "BX-01", "basket", "38.00", "For eight: bread, pastry, jam", "Basket"),
    ("Delivery before 7:00", "SV-01", "trip", "9.50", "Within ten miles", "Service"),
)

# title, customer, stage, amount, days in stage, days to close, source
DEALS = (
    ("Weekly bread order", "Rosa Delgado", "New", "900", 1, 20, "Website"),
    ("Terrace breakfast", "Wanda Kowalska", "New", "1250", 3, 35, "Recommended"),
    ("Author evening", "Quentin Roy", "New", "240", 6, 12, "Walked in"),
    ("Exhibition opening", "Yara Mendes", "New", "480", 16, 18, "Website"),
    ("Wedding cake in June", "Julia Brandt", "Qualified", "560", 2, 60, "Wedding fair"),
    ("Office breakfast, Mondays", "Grace Whitfield", "Qualified", "1800", 5, 24, "Recommended"),
    ("Cabin welcome baskets", "Oscar Lindgren", "Qualified", "2400", 9, 30, "Website"),
    ("Spring memberships brunch", "Jonas Weber", "Qualified", "650", 24, 14, "Cold call"),
    ("Holiday cakes", "Amelia Okafor", "Quote sent", "1860", 4, 9, "Regular"),
    ("School fair pastries", "Uma Patel", "Quote sent", "720", 7, 10, "Regular"),
    ("Wedding flowers and cake", "Chloe Lindqvist", "Quote sent", "980", 15, 21, "Recommended"),
    ("Burger buns for the tap room", "Victor Hale", "Negotiation", "3600", 6, 8, "Regular"),
    ("Breakfast bread, daily", "Bruno Keller", "Negotiation", "7800", 10, 16, "Recommended"),
    ("Flatbread supply", "Noor Aziz", "Verbal yes", "5200", 3, 5, "Regular"),
    ("Cafe pastries, winter", "Hugo Marin", "Verbal yes", "2200", 2, 6, "Regular"),
    ("Tea room scones", "Farid Haddad", "Won", "1400", 5, -5, "Regular"),
    ("Staff thank-you boxes", "Ben Castillo", "Won", "640", 9, -9, "Website"),
    ("Opening day cupcakes", "Iris Tanaka", "Lost", "300", 12, -12, "Cold call"),
)

# subject, customer, kind, channel, priority, status, hours since it was opened, messages (who: words)
CASES = (
    ("Two trays arrived damaged", "Amelia Okafor", "complaint", "phone", "high", "new", 3,
     (("customer", "Two trays of croissants were crushed at the bottom of the van this morning."),)),
    ("Loaves too dark on Tuesday", "Hugo Marin", "complaint", "email", "high", "open", 20,
     (("customer", "Six of the sourdough loaves were nearly black underneath."),
      ("note", "The second oven runs hot. Engineer booked."))),
    ("Invoice shows the old address", "Grace Whitfield", "question", "email", "normal", "new", 5,
     (("customer", "Could you change the address on our papers to 4 Queen Square?"),)),
    ("Is the rye free of milk?", "Hana Suzuki", "question", "web", "normal", "open", 26,
     (("customer", "My sister cannot have any milk. Is the seeded rye safe?"),
      ("reply", "Yes: flour, water, salt, rye starter and seeds only."))),
    ("Delivery came after opening", "Wanda Kowalska", "incident", "phone", "high", "open", 30,
     (("customer", "The bread arrived at 7:40; breakfast starts at 7."),
      ("reply", "Sorry. From tomorrow you are the first stop."))),
    ("How do I reorder baskets?", "Oscar Lindgren", "question", "email", "low", "waiting_customer", 50,
     (("customer", "What is the quickest way to order the same baskets again?"),
      ("reply", "Answer this e-mail with a date and a number; we keep your last order."))),
    ("Wrong name on a cake", "Marco Bellini", "complaint", "visit", "urgent", "solved", 70,
     (("customer", "It says Lucia; her name is Lucía."), ("reply", "Written again while you waited."))),
    ("Second delivery address", "Rosa Delgado", "question", "phone", "low", "waiting_customer", 96,
     (("customer", "Fridays go to the market stall, please."), ("reply", "Which stall number is it?"))),
    ("Paper bags tear", "Victor Hale", "problem", "visit", "normal", "waiting_supplier", 120,
     (("customer", "The bags for the buns tear at the handle."), ("note", "Asked the supplier for thicker ones."))),
    ("Missing cupcakes", "Uma Patel", "incident", "phone", "normal", "solved", 150,
     (("customer", "One box of twelve was missing."), ("reply", "Brought round the same afternoon."))),
    ("Allergen list for the menu", "Elif Kaya", "question", "email", "normal", "closed", 240,
     (("customer", "We need the allergens of every bread we buy."), ("reply", "Attached, with the date on it."))),
    ("Return of display stands", "Ben Castillo", "return", "email", "low", "closed", 300,
     (("customer", "We no longer need the two stands."), ("reply", "Picked up on Thursday, thank you."))),
)  # fmt: skip

# title, kind, customer, deal title or "", days from today, local time or "", minutes, priority
TASKS = (
    ("Call about the larger proofing racks", "call", "Amelia Okafor", "Holiday cakes", 0, "10:30", 15, "normal"),
    ("Send the winter price list", "email", "Hugo Marin", "Cafe pastries, winter", 0, "14:00", 10, "normal"),
    ("Ask how the tasting went", "call", "Julia Brandt", "Wedding cake in June", 0, "16:15", 10, "normal"),
    ("Follow up the quote", "call", "Uma Patel", "School fair pastries", -2, "", 10, "high"),
    ("Send photos of tiered cakes", "email", "Karim Osman", "", -1, "", 10, "normal"),
    ("Agree the start date", "call", "Noor Aziz", "Flatbread supply", 0, "11:45", 10, "high"),
    ("Check the sesame stock", "todo", "", "", 0, "", 10, "normal"),
    ("Visit the new kitchen", "visit", "Anna Petrova", "", 1, "09:00", 60, "normal"),
    ("Write the contract", "todo", "Bruno Keller", "Breakfast bread, daily", 1, "", 45, "high"),
    ("Send a quote for baskets", "email", "Oscar Lindgren", "Cabin welcome baskets", 2, "10:00", 20, "normal"),
    ("Call about Mondays", "call", "Grace Whitfield", "Office breakfast, Mondays", 3, "09:30", 15, "normal"),
    ("Order flour", "todo", "", "", 4, "", 10, "normal"),
    ("Tasting for six", "meeting", "Nadia Rahman", "", 5, "15:00", 60, "normal"),
    ("Thank the school", "email", "Uma Patel", "", 7, "", 5, "low"),
)

# title, kind, customer, days from today, start, end, place, rule
EVENTS = (
    ("Bake plan of the week", "meeting", "", 0, "08:00", "08:30", "Bakery", "FREQ=WEEKLY"),
    ("Site visit", "visit", "Wanda Kowalska", 1, "13:00", "14:00", "Riverside Hotel", ""),
    ("Wedding fair", "other", "", 9, "", "", "Town hall", ""),
    ("Cake tasting", "meeting", "Julia Brandt", 2, "15:30", "16:15", "Shop", ""),
    ("Delivery round, north", "delivery", "", 1, "06:30", "08:00", "", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
    ("Oven engineer", "other", "", 3, "10:00", "11:30", "Bakery", ""),
    ("Menu talk", "call", "Hugo Marin", 4, "11:00", "11:30", "", ""),
    ("Market stall", "other", "", 5, "", "", "Harbourside", ""),
    ("Review with Saffron Kitchen", "meeting", "Noor Aziz", -3, "14:00", "15:00", "Saffron Kitchen", ""),
    ("Bread course", "other", "", 12, "18:00", "20:30", "Bakery", ""),
)

# kind, customer, days ago, local time, minutes, outcome, words
ACTIVITIES = (
    ("call", "Amelia Okafor", 0, "08:42", 12, "talked",
     "Wants to move the weekly order to Tuesdays from December. Price is fine, asked for the sesame loaf to be added."),
    ("note", "Amelia Okafor", 6, "15:31", None, "",
     "Opening a second kitchen in March. Ask about the larger proofing racks after New Year."),
    ("email", "Amelia Okafor", 2, "11:20", None, "", "Sent the quote for the holiday cakes."),
    ("meeting", "Amelia Okafor", 20, "10:00", 45, "", "Walked through next year’s events; eleven dates fixed."),
    ("call", "Noor Aziz", 1, "16:05", 8, "talked", "Says yes to the flatbread; wants to start on a Monday."),
    ("visit", "Noor Aziz", 3, "14:00", 60, "", "Saw the kitchen. Deliveries go to the back door."),
    ("call", "Hugo Marin", 2, "09:15", 6, "left_message", "Asked him to ring back about the winter pastries."),
    ("email", "Hugo Marin", 1, "17:40", None, "", "He would like the almond croissants every day but Monday."),
    ("call", "Grace Whitfield", 4, "11:05", 10, "talked", "Eighteen people, Mondays at eight."),
    ("note", "Wanda Kowalska", 3, "12:10", None, "", "Changing suppliers in spring. Bruno decides about bread."),
    ("call", "Uma Patel", 7, "15:00", 9, "talked", "Happy with the quote, waits for the head’s yes."),
    ("meeting", "Julia Brandt", 2, "15:30", 40, "", "Likes lemon and elderflower. Ninety guests."),
    ("call", "Victor Hale", 6, "10:20", 14, "talked", "Wants 5 % off for a yearly order."),
    ("note", "Victor Hale", 6, "10:40", None, "", "We can go to 3 % if they take four hundred buns a week."),
    ("call", "Bruno Keller", 10, "07:50", 11, "talked", "Needs delivery before 6:30."),
    ("email", "Oscar Lindgren", 9, "13:25", None, "", "Asked for a price for forty baskets over the season."),
    ("letter", "Farid Haddad", 25, "09:00", None, "", "Sent the signed agreement for the scones."),
    ("call", "Ben Castillo", 9, "14:45", 5, "talked", "Boxes arrived, everybody pleased."),
    ("call", "Dev Raman", 30, "09:30", 4, "no_answer", ""),
    ("message", "Hana Suzuki", 1, "18:02", None, "", "Would like a cake with a fox on it for a seventh birthday."),
    ("visit", "Rosa Delgado", 14, "11:30", 20, "", "Tried three loaves; took the seeded rye."),
    ("call", "Tara O’Neill", 82, "10:10", 6, "talked", "The hampers went down well; she will order again."),
    ("note", "Jonas Weber", 24, "16:00", None, "", "Opens in April. Nothing before that."),
)  # fmt: skip

# title, customer, deal title or "", how it stands, days ago, lines (product code, quantity)
QUOTES = (
    ("Opening week hampers", "Tara O’Neill", "", "accepted", 95, (("BX-01", "6"), ("CA-03", "4"))),
    ("Holiday cakes", "Amelia Okafor", "Holiday cakes", "sent", 4, (("CA-01", "18"), ("CA-03", "20"), ("SV-01", "2"))),
    ("School fair pastries", "Uma Patel", "School fair pastries", "sent", 7, (("PA-03", "160"), ("CA-03", "8"))),
    ("Wedding flowers and cake", "Chloe Lindqvist", "Wedding flowers and cake", "sent", 15, (("CA-02", "2"),)),
    ("Tea room scones", "Farid Haddad", "Tea room scones", "accepted", 12, (("PA-01", "300"), ("PA-03", "230"))),
    ("Staff thank-you boxes", "Ben Castillo", "Staff thank-you boxes", "accepted", 14, (("BX-01", "16"),)),
    ("Opening day cupcakes", "Iris Tanaka", "Opening day cupcakes", "declined", 20, (("CA-03", "10"),)),
    ("Cabin welcome baskets", "Oscar Lindgren", "Cabin welcome baskets", "draft", 0, (("BX-01", "40"), ("SV-01", "9"))),
    ("Office breakfast", "Grace Whitfield", "Office breakfast, Mondays", "draft", 1, (("BX-01", "3"), ("SV-01", "1"))),
)
