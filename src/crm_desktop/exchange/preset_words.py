"""Column names as programs and people write them, and the field each one means."""

from __future__ import annotations

from typing import Final

Words = dict[str, str]


def table_of_words(text: str) -> Words:
    """Read lines of `field = name, name`, a line without a field going on with the one above."""
    found: Words = {}
    key = ""
    for line in text.strip().splitlines():
        field, mark, names = line.strip().partition(" = ")
        if mark:
            key = field
        for name in (names if mark else line).split(","):
            if name.strip():
                found[compact(name)] = key
    return found


def compact(name: str) -> str:
    """Return a column's name without case, spaces and signs."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


PEOPLE: Final = table_of_words("""
    prefix = title, name prefix, prefix, salutation, anrede, anrede/titel, titel, honorific prefix
    given_name = first name, given name, firstname, forename, vorname, person first name, first
    middle_name = middle name, middle, additional name, zweiter vorname, weitere vornamen
    family_name = last name, surname, family name, lastname, nachname, familienname, person last name,
        last
    suffix = suffix, name suffix, namenszusatz, honorific suffix
    name = name, full name, fullname, display name, contact, contact name, person name, ansprechpartner,
        kontakt, vollständiger name
    file_as = file as, speichern unter
    nickname = nickname, spitzname
    phonetic_given_name = phonetic first name, given yomi, given name yomi
    phonetic_middle_name = phonetic middle name
    phonetic_family_name = phonetic last name, surname yomi, family name yomi
    initials = initials, initialen
    company = company, company name, organization, organisation, organization name, organization 1 name,
        account, account name, firma, unternehmen, organisation name, firmenname, employer,
        associated company
    phonetic_company = company yomi
    department = department, organization department, organization 1 department, abteilung
    job_title = job title, jobtitle, organization title, organization 1 title, position, funktion,
        berufsbezeichnung
    role = profession, role, beruf
    office = office location, büro
    email = e-mail, email, mail, e-mail address, email address, e-mail 1 value, e-mail-adresse,
        emailadresse, primary email, e-mail 2 address, e-mail 3 address, e-mail 2 value, e-mail 3 value,
        e-mail 4 value, e-mail-2-adresse, e-mail-3-adresse, email 2, e-mail 2
    email:work = person email work, work email, business email, e-mail geschäftlich, work e-mail
    email:home = person email home, home email, personal email, private email, e-mail privat
    email:other = person email other, other email, secondary email
    phone = phone, telephone, phone number, tel, telefon, telefonnummer, primary phone, person phone,
        rufnummer, phone 1 value, phone 2 value, phone 3 value, phone 4 value, hauptrufnummer
    phone:mobile = mobile, mobile phone, cell, cell phone, mobile number, mobil, mobiltelefon, handy,
        mobile phone number, mobilephone, person phone mobile
    phone:work = business phone, work phone, business phone 2, office phone, telefon geschäftlich,
        telefon (geschäftlich), telefon geschäftlich 2, person phone work, company main phone
    phone:home = home phone, home phone 2, telefon privat, telefon (privat), person phone home,
        private phone
    phone:fax = fax, fax number, faxnummer, telefax
    phone:work_fax = business fax, work fax, fax geschäftlich
    phone:home_fax = home fax, fax privat
    phone:other_fax = other fax, weiteres fax
    phone:pager = pager
    phone:car = car phone, autotelefon
    phone:other = other phone, weiteres telefon, callback, rückmeldung, radio phone, isdn, telex,
        tty/tdd phone, person phone other
    phone:assistant = assistant's phone, assistant phone, telefon assistent, asst phone
    messaging = imaddress, im address, instant messaging, skype id
    street = street, street address, address, address 1, address line 1, straße, strasse, adresse,
        anschrift, straße und hausnummer
    street2 = address 2, address line 2, street 2, adresszusatz
    city = city, town, ort, stadt, wohnort
    region = state, region, province, county, state/region, state/province, bundesland
    postcode = postcode, postal code, zip, zip code, zipcode, plz, postleitzahl
    country = country, country/region, land, land/region
    address:work.formatted = business address
    address:work.street = business street, mailing street, straße geschäftlich
    address:work.street2 = business street 2, straße geschäftlich 2
    address:work.street3 = business street 3, straße geschäftlich 3
    address:work.po_box = business address po box, postfach geschäftlich
    address:work.city = business city, mailing city, ort geschäftlich
    address:work.region = business state, mailing state, mailing state/province, region geschäftlich
    address:work.postcode = business postal code, mailing zip, mailing zip/postal code, mailing postal code,
        postleitzahl geschäftlich
    address:work.country = business country/region, business country, mailing country,
        land/region geschäftlich
    address:home.formatted = home address
    address:home.street = home street, straße privat
    address:home.street2 = home street 2, straße privat 2
    address:home.street3 = home street 3, straße privat 3
    address:home.po_box = home address po box, postfach privat
    address:home.city = home city, ort privat
    address:home.region = home state, bundesland/kanton privat
    address:home.postcode = home postal code, postleitzahl privat
    address:home.country = home country/region, home country, land/region privat
    address:other.formatted = other address
    address:other.street = other street, weitere straße
    address:other.street2 = other street 2, weitere straße 2
    address:other.street3 = other street 3, weitere straße 3
    address:other.po_box = other address po box, weiteres postfach
    address:other.city = other city, weiterer ort
    address:other.region = other state, weiteres/r bundesland/kanton
    address:other.postcode = other postal code, other zip, weitere postleitzahl
    address:other.country = other country/region, other country, weiteres/e land/region
    website = website, web page, webpage, url, homepage, web site, webseite, website url,
        personal web page, website 1 value, internet
    birthday = birthday, date of birth, birthdate, dob, geburtstag, geburtsdatum
    anniversary = anniversary, jahrestag, jubiläum
    gender = gender, sex, geschlecht
    language = language, preferred language, sprache
    notes = notes, note, comments, comment, description, bemerkung, bemerkungen, notiz, notizen,
        notizen/bemerkungen, body, kommentar, note content
    tags = tags, tag, labels, label, categories, category, keywords, group membership, groups,
        kategorien, stichwörter, schlagworte, gruppe
    photo = photo, image, foto
    lead_source = lead source, source, original source, leadquelle, herkunft
    owner = owner, contact owner, record owner, verantwortlich, betreuer
    external_id = record id, contact id, id, kontakt id, record id - contact
    related:spouse = spouse, partner, ehegatte, ehegatte/-in, ehepartner
    related:child = children, kinder
    related:manager = manager's name, manager, name des/der vorgesetzten, reports to
    related:assistant = assistant's name, assistant, name assistent
    related:referrer = referred by, empfohlen von
    organization.address = organization address
    deal.title = deal title
    deal.value = deal value
    deal.stage = deal stage
    activity.subject = activity subject
    activity.due = activity due date
    product.name = product name
    product.sku = product product code
    product.unit = product unit
    product.price = product price
    product.currency = product currency
""")

COMPANIES: Final = table_of_words("""
    name = account, account name, company, company name, name, organization, organisation,
        organization name, firma, unternehmen, firmenname, kunde, customer, customer name
    sector = sector, industry, branche, wirtschaftszweig
    company_type = type, account type, company type, art
    website = website, url, homepage, web site, webseite, company domain name, domain, internet
    email = email, e-mail, email address, e-mail-adresse, mail
    phone = phone, phone number, telephone, telefon, telefonnummer, tel
    phone:fax = fax, fax number, telefax
    street = street, street address, billing street, address, straße, strasse, adresse
    city = city, billing city, ort, stadt
    region = state, region, billing state, billing state/province, state/region, bundesland
    postcode = postal code, postcode, zip, billing postal code, billing code, billing zip/postal code, plz,
        postleitzahl
    country = country, billing country, office location, country/region, land
    address:shipping.street = shipping street
    address:shipping.city = shipping city
    address:shipping.region = shipping state, shipping state/province
    address:shipping.postcode = shipping postal code, shipping zip/postal code
    address:shipping.country = shipping country
    parent_company = subsidiary of, parent company, parent account, muttergesellschaft, parent id
    founded_year = year established, founded, year founded, gründungsjahr
    annual_revenue = revenue, annual revenue, umsatz, jahresumsatz
    employees = employees, number of employees, mitarbeiter, mitarbeiterzahl
    tax_id = vat id, vat number, tax id, ust-idnr, ustid, umsatzsteuer-id
    account_number = account number, customer number, kundennummer
    ticker = ticker symbol
    ownership = ownership
    rating = rating
    sic_code = sic
    site = site
    notes = description, notes, note, comments, notizen, bemerkung, beschreibung
    tags = tags, tag, labels, categories, kategorien, schlagworte
    owner = owner, account owner, company owner, owner id, verantwortlich
    external_id = id, account id, record id, company id
    created_at = created date, create date, erstellt am
    updated_at = last modified date, last modified, geändert am
    deleted = is deleted
    lead_source = lead source, source
""")

DEALS: Final = table_of_words("""
    external_id = opportunity id, deal id, id, record id
    title = title, name, deal title, deal name, opportunity name, opportunity, deal, chance
    owner = sales agent, owner, deal owner, opportunity owner, owner id, verkäufer, salesperson
    product = product, produkt
    company = account, account name, company, company name, organization, associated company, firma,
        kunde
    company_id = account id
    contact = contact, contact name, person, contact person, associated contact
    stage = deal stage, stage, stage name, status, phase
    pipeline = pipeline
    opened_on = engage date, created, create date, created date, start date, opened
    closed_on = close date, closed date, closing date, expected close date, abschlussdatum
    value = close value, value, amount, deal value, betrag, wert
    expected_value = expected revenue
    currency = currency, currency of value, währung
    probability = probability, probability (%), wahrscheinlichkeit, deal probability
    lead_source = lead source, source
    next_step = next step, nächster schritt
    deal_type = type, deal type
    lost_reason = lost reason, closed lost reason, verlustgrund
    is_closed = is closed
    is_won = is won
    notes = description, notes, notizen, beschreibung
    tags = tags, labels
    updated_at = last modified date
    deleted = is deleted
""")

PRODUCTS: Final = table_of_words("""
    name = product, name, product name, item, artikel, produkt, bezeichnung
    sku = sku, product code, code, item number, article number, artikelnummer, art.-nr.
    category = series, category, group, product family, kategorie, warengruppe
    price = sales price, price, unit price, list price, standard price, preis, einzelpreis, verkaufspreis
    cost = cost, unit cost, purchase price, einkaufspreis
    unit = unit, einheit, uom
    currency = currency, währung
    tax_rate = tax, tax rate, vat, vat rate, mwst, ust, steuersatz
    description = description, beschreibung, text
    active = active, is active, aktiv
    external_id = id, product id, record id
""")

REPEATABLE: Final = ("email", "phone", "website", "notes", "tags", "messaging", "related", "photo")
"""Fields of which a contact has several; any other field takes one column only."""
