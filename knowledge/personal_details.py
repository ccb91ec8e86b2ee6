"""Whether a question carries somebody's personal details, which do not belong in a chat."""

import re

NOTICE = (
    "Your message seems to hold somebody's personal details. Please leave out names, addresses, "
    "numbers and health details when you ask in chat: the rule is the same without them."
)

IN_A_DRAFT = (
    "It seems to hold somebody's personal details. Leave out names, addresses, numbers and health details "
    "unless the people who will read it may have them."
)

# Words after "mr" or "dr" that are no name: a spouse, a doctor or an illness was meant, or a brand.
_SAID_OF_ONE = """
    a about and appointment appt at because came can comes cos for from gave had has he if in is it me
    my no not note notes of office on or rang said says she signed so surgery teams tells that the they
    thinks to today told tomorrow wants was we went when who will with wont word would x y
    bean claus kipling martens pepper right whippy
"""
_NOT_A_NAME = rf"(?!(?:{'|'.join(_SAID_OF_ONE.split())})\b)"
_SOMEBODY = (
    "boy|chap|client|colleague|fella|friend|gent|gentleman|gentlemen|girl|guy|him|her|he|she|ladies|lady|lad|man|mate|"
    "men|old dear|patient|person|resident|service user|someone|tenant|woman|women"
)
_STREET = "street|st|road|rd|lane|ln|avenue|ave|crescent|terrace|grove"
_STREETS_WRITTEN_LARGE = (
    "Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Crescent|Terrace|Grove|Close|Drive|Court|Gardens|Way|Place"
)
_MEASURED = (
    "way|more|of|in|the|lane|mile|miles|minute|min|hour|other|main|busy|long|short|different|on|to|per"
)
_NUMBERED = (
    "payroll|staff|employee|passport|account|sort code|hospital|patient|donor|nhs|national insurance|ni|case"
)

_DOES = (
    "(?:said|says|asked|asks|told|wants|got|fell|died|passed|posted|shouted|texted|messaged|rang|phoned|keeps|"
    "hit|bit|wet|refused|refuses)"
)
_ALONE = r"(?<!\bmy )(?<!\bthe )(?<!\ba )(?<!\bhis )(?<!\byour )"

_PATTERNS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"\b[\w.+-]+@[\w-]+\.[\w.]+", 0),
        # Telephones of homes and in pockets; those of organisations begin with 03, 08 or 09.
        (r"(?<!\d)(?:\+44[\s-]?\(?0?\)?|\(?0)[127](?:[\s()-]{0,2}\d){8,9}(?!\d)", 0),
        (r"(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)", 0),
        (rf"\b(?:{_NUMBERED}) (?:no\.?|num|number|id|ref)\b\D{{0,8}}\d{{3}}", re.IGNORECASE),
        (r"\b(?:payroll|staff no|donor) \d{3}", re.IGNORECASE),
        (r"\b(?:key ?safe|pin|(?<!error )(?<!sort )code)\b\D{0,5}\b\d{4,6}\b", re.IGNORECASE),
        (r"(?<!\d)(?:\d{4}[ -]){3}\d{4}(?!\d)", 0),
        (r"\b[a-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[a-d]\b", re.IGNORECASE),
        # Postcodes and number plates, in capitals: "b4 2pm" is a time.
        (r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b", 0),
        (r"\b[A-Z]{2}\d{2}\s?[A-Z]{3}\b", 0),
        (rf"\b\d{{1,4}}[a-z]?,? (?:[A-Z][a-z'’]+ ){{1,2}}(?:{_STREETS_WRITTEN_LARGE})\b", 0),
        (rf"\b[a-z]+,? \d{{1,4}}[a-z]? (?!(?:{_MEASURED})\b)[a-z'’]+ (?:{_STREET})\b", re.IGNORECASE),
        (r"\b(?:d\.?o\.?b\.?|date of birth|birthday)\b\D{0,8}\d", re.IGNORECASE),
        (r"\bborn (?:on |in )?(?:the )?(?:\d\d?(?:[snr]?[tdh] of |[ ./-])|(?:19|20)\d\d)", re.IGNORECASE),
        (rf"\b(?:{_SOMEBODY})(?:'s|s)?,? (?:in|from|of) (?:room|flat|bed) \d", re.IGNORECASE),
        (rf"\b(?:room|flat|bed) \d+[a-z]? {_DOES}\b", re.IGNORECASE),
        (rf"{_ALONE}\b(?:mrs?|dr)\.? {_NOT_A_NAME}[a-z][a-z'’-]*", re.IGNORECASE),
        (rf"{_ALONE}(?<!with )(?<!has )(?<!got )(?<!on )\b[Mm]s\.? {_NOT_A_NAME}[A-Za-z][a-z'’-]+", 0),
    )
)  # fmt: skip
_NO_NAME = frozenset(
    """
    Facebook Instagram Insta WhatsApp Whatsapp Twitter TikTok Tiktok Google Microsoft Teams LinkedIn
    Linkedin YouTube Youtube Snapchat Messenger Zoom Slack Amazon Apple Android Phone Samsung Galaxy
    Reddit Netflix Policy Policies Procedure Rules Code Care Quality Commission Social Media Work Services
    Service User Users Safeguarding Disclosure Barring Employee Staff Handbook Whistle Whistleblowing
    Mobile Phones Board Desk Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February
    March April May June July August September October November December Christmas Eve Day Night Shift
    Morning New Year Easter Ramadan Eid Diwali Mother Mothers Father Fathers Valentine Valentines Bank
    Holiday Black Red Cross United Kingdom Great Britain British England English Scotland Scottish Wales
    Welsh Northern Southern North South East West Ireland Irish London Europe European Poland Polish
    Romania Romanian India Indian Nigeria Nigerian Philippines Filipino Africa African America American
    Street Road Lane Avenue Close Park Town City Human Resources Health Safety Data Protection Act Line
    Senior Registered General Operations Ops Finance Manager Managers Director Officer Lead Leader Deputy
    Depute Chief Executive Chair Trustee Coordinator Supervisor Administrator Secretary Assistant Adviser
    Advisor Contact Champion Moderator Partner Nurse Nurses Carer Carers Doctor Sister Matron Head Office
    Company Home House Hall Hospital Hospice Surgery Centre School College University Church Trust Council
    Local Authority Government Parliament Committee Department Ward Unit Union Club Group Chat Page Site
    Website Network Newsletter Magazine Post News Mail Times Sun Guardian Mirror Public Interest
    Information Commissioner Grand National World Cup Premier League Love Island Big Brother Resident
    Residents Client Clients Family Patient Patients Team Meeting Training Room Support Worker Student
    Volunteer Volunteering Agency Regional Area Locality Duty On Off Up Out In Of At For To And Or The
    This That These Those Our My Your His Her Their Its A An No Not Yes Vote Help Ask Please Can Could
    Should Would Will Do Does Did Is Are Was If When What Who How Why Where But So Also Then There He She
    We You They It One Two Three Four Five Six Seven Eight Nine Ten First Second Third St Saint Parkinson
    Parkinsons Alzheimer Alzheimers Crohn Tourette Down Downs Wi Fi Bluetooth Dear Hi Hello Hey Hiya
    Thanks King Queen Prince Princess Dementia Diabetes Covid Sign Language Speak Freedom Guardians
    Licence License Award Awards Week Month
    """.split()  # noqa: SIM905 -- as a list it would be a line a word
)  # fmt: skip
_NAME = r"(?:O['’]|D['’]|Mc|Mac)?[A-ZÀ-ÞĀ-Ž][a-zß-ÿā-ž]+(?:[-'’][A-ZÀ-ÞĀ-Ž]?[a-zß-ÿā-ž]+)?"
# Not after "the" or "in" and the like: what follows those is a place, a paper or an office.
_FULL_NAME = re.compile(
    rf"(?<=[a-z,;:] ){_ALONE}(?<!\ban )(?<!\bin )(?<!\bour )(?<!\bvia )(?<!\busing )({_NAME}) ({_NAME})\b"
)
_WHO_DOES = re.compile(rf"(?:^|[.!?] )({_NAME}) ({_NAME}) {_DOES}\b")
_TITLED = re.compile(rf"\b(?:Miss|Sister|Nurse|Rev|Reverend|Pastor) ({_NAME})()\b")
_NAMED = re.compile(rf"\b(?:called|named|name is|name[’']s|names?)\s+({_NAME})()\b")
_KIN = (
    "client|colleague|carer|nurse|mate|friend|son|daughter|wife|husband|mum|mother|dad|father|brother|sister|"
    "nephew|niece|lady|gentleman|resident|patient|tenant|boss"
)
_IN_A_ROOM = re.compile(rf"(?<=[a-z,;:] )({_NAME})(),? (?:in |from |of )?(?:room|flat|bed) \d")
_OF_SOMEBODY = re.compile(rf"\b(?:{_KIN}),? ({_NAME})()\b")


def holds_personal_details(text: str) -> bool:
    """Whether a text seems to name a person or give a number, an address or a birthday of one."""
    return any(pattern.search(text) for pattern in _PATTERNS) or _names_somebody(text)


def _names_somebody(text: str) -> bool:
    """Whether capitals show a name, in a text that does not begin every word with one."""
    words = re.findall(r"[A-Za-z]+", text)
    if len(words) > 3 and sum(word[0].isupper() for word in words) > len(words) / 2:
        return False
    found = (
        pair
        for pattern in (_FULL_NAME, _WHO_DOES, _TITLED, _NAMED, _IN_A_ROOM, _OF_SOMEBODY)
        for pair in pattern.findall(text)
    )
    return any(first not in _NO_NAME and last not in _NO_NAME for first, last in found)
