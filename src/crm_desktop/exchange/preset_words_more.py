"""Column names of leads, activities, tasks, events, cases, quotes, documents and a firm's people, and their meaning."""

from __future__ import annotations

from typing import Final

from crm_desktop.exchange.preset_words import table_of_words

LEADS: Final = table_of_words("""
    name = name, full name, lead name, contact name, lead, interessent
    given_name = first name, given name, vorname
    family_name = last name, surname, family name, nachname
    company = company, company name, company / account, account, organization, organization name, firma,
        lead - organization
    job_title = title, job title, position, designation, funktion
    email = email, e-mail, email address, e-mail address, mail
    phone = phone, phone number, telephone, mobile, mobile phone, telefon, handy
    website = website, url, web site, homepage
    city = city, town, ort, stadt
    country = country, country/region, land
    source = lead source, source, original source, source channel, herkunft, quelle
    campaign = campaign, campaign name, source origin, kampagne
    interest = interest, interested in, product interest, interesse
    status = lead status, status, stage
    amount = value, amount, estimated value, deal value, lead value, budget, wert
    currency = currency, währung
    ask_again_on = ask again on, follow up on, follow up date, next activity date
    owner = owner, lead owner, record owner, contact owner, assigned to, verantwortlich
    notes = notes, note, description, comments, message, nachricht, notizen
    tags = tags, tag, labels, lead labels
    external_id = lead id, record id, id
""")

ACTIVITIES: Final = table_of_words("""
    kind = type, activity type, kind, art, call type
    subject = subject, title, activity subject, betreff
    body = text, body, note, notes, description, comments, note content, call description, content, full comments
    person = contact, contact name, person, contact person, with, name, attendees, kontakt
    company = company, company name, company / account, organization, account, account name, related to, firma
    deal = deal, deal title, deal name, opportunity
    direction = direction, call direction, richtung
    outcome = outcome, call outcome, call result, result, ergebnis
    minutes = minutes, duration, duration (minutes), call duration (minutes), dauer
    happened_at = when, happened at, activity date, call start time, timestamp, created at, completed at, logged at
    happened_at.day = date, day, due date, datum
    happened_at.time = time, due time, time of day, uhrzeit
    owner = owner, assigned to, assigned to user, activity owner, call owner, created by, author, user
    external_id = activity id, call id, note id, record id, id
""")

TASKS: Final = table_of_words("""
    title = title, task, subject, task name, task title, to do, todo, name, content, aufgabe, betreff
    kind = kind, type, task type
    status = status, task status, done, completed, complete, is completed, erledigt
    priority = priority, task priority, priorität
    due_on = due, due date, due on, deadline, date due, fällig, fällig am
    due_at = due at
    due_at.time = due time, time
    minutes = minutes, duration, estimate, estimated minutes
    person = person, contact, contact name, who, associated contact, kontakt
    company = company, company name, account, account name, related to, organization, associated company
    deal = deal, deal title, deal name, opportunity, associated deal
    case = case, case number, ticket
    document = document, quote
    waiting_for = waiting for
    remind_minutes = reminder minutes before
    owner = owner, assigned to, task owner, assignee, verantwortlich
    notes = notes, note, description, comments, notizen
    external_id = task id, record id, id
""")

EVENTS: Final = table_of_words("""
    title = title, subject, event, event name, summary, meeting, betreff
    kind = kind, type, event type, meeting type
    starts_at = starts at, start, from, start datetime, beginn
    ends_at = ends at, end, to, end datetime, ende
    starts_at.day = start date, beginnt am
    starts_at.time = start time, beginnt um
    ends_at.day = end date, endet am
    ends_at.time = end time, endet um
    starts_on = first day
    ends_on = last day
    all_day = all day event, all day, ganztägiges ereignis, all-day event
    rule = repeats, rrule, recurrence
    place = place, location, where, venue, ort
    person = person, contact, contact name, participants, kontakt
    company = company, company name, account, related to
    deal = deal, opportunity
    remind_minutes = reminder minutes before
    owner = owner, host, organizer, event owner, meeting organizer, assigned to
    notes = notes, description, comments, beschreibung
    external_id = event id, record id, uid, id
""")

CASES: Final = table_of_words("""
    number = number, case number, ticket number
    subject = subject, title, ticket name, case subject, summary, betreff
    text = messages, message, text, description, ticket description, body, question, nachricht
    person = person, contact, contact name, requester, requester name, reporter, associated contact, kontakt
    company = company, company name, account, account name, organization, associated company, firma
    status = status, ticket status, case status
    priority = priority, priorität
    kind = kind, type, case reason, category, ticket type, art
    channel = channel, case origin, source, via, origin, kanal
    product = product, product name, produkt
    document = quote
    owner = owner, case owner, ticket owner, assignee, assigned to, agent
    opened_at = opened, opened at, created, created at, created time, create date, date/time opened, reported on,
        erstellt am
    solved_at = solved, solved at, closed, closed at, close date, closed time, date/time closed, resolved at
    external_id = ticket id, case id, request id, record id, id
""")

QUOTES: Final = table_of_words("""
    external_id = quote number, quote no, quote id, document number, number, offer number, angebotsnummer, record id
    title = title, subject, quote name, quote title, betreff
    person = person, contact, contact name
    company = company, company name, account, account name, organization, firma
    customer = customer, customer name, client, bill to, kunde
    deal = deal, deal name, opportunity, opportunity name
    dated_on = date, quote date, created, issue date, datum
    valid_until = valid until, valid till, expiration date, expires, expiry date, gültig bis
    currency = currency, währung
    discount_percent = discount, discount percent, rabatt
    prices_include_tax = prices include tax
    note = note, notes, description
    terms = terms, terms and conditions, payment terms
    language = language
    owner = owner, quote owner, salesperson
    line.product = product, product name, product code, sku, artikel
    line.name = item, line, line item, item name, position, bezeichnung
    line.description = line description, item description
    line.quantity = quantity, qty, menge
    line.unit = unit, einheit
    line.unit_price = unit price, list price, price, sales price, rate, einzelpreis
    line.discount_percent = line discount, item discount
    line.tax_rate = tax rate, vat, vat rate, tax, mwst
""")

MEMBERS: Final = table_of_words("""
    name = sales agent, agent, sales rep, representative, user, user name, full name, name, member, employee,
        colleague, salesperson, mitarbeiter, person of the firm
    email = email, e-mail, email address, user email
""")

DOCUMENTS: Final = table_of_words("""
    path = file, path, file path, filepath, file name, filename, attachment, document path,
        datei, pfad, dateipfad, dateiname
    title = title, name, display name, caption, titel, bezeichnung
    record = belongs to, record, owner record, about, for, related to, parent, gehört zu
    kind = kind of record, record type, record kind, parent type, type, kind
    person = contact, contact name, person, email, e-mail, e-mail address, customer, kontakt
    company = company, company name, account, account name, organization, firma
    deal = deal, deal title, deal name, opportunity, opportunity name
    quote = quote, quote number, offer, angebotsnummer
    case = case, case number, ticket, ticket number
    lead = lead, lead name
""")
