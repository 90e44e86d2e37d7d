"""Words more than one tab uses, so that they are written the same way everywhere."""

from __future__ import annotations

from service.core.values import Choice

MECHANISMS = (
    "Committees",
    "Forum",
    "Patient group",
    "Annual survey",
    "Focus group",
    "Link with a support group",
    "Other",
)
COMMITTEES, FORUM, PATIENT_GROUP, SURVEY, FOCUS_GROUP, LINK, OTHER = MECHANISMS
_ALSO_MECHANISMS = {
    "Committee": COMMITTEES,
    "Cttee": COMMITTEES,
    "Existing committees": COMMITTEES,
    "Patient experience group": COMMITTEES,
    "Committee meeting": COMMITTEES,
    "Patient forum": FORUM,
    "Forums": FORUM,
    "Market place": FORUM,
    "Patients group": PATIENT_GROUP,
    "Group": PATIENT_GROUP,
    "Survey": SURVEY,
    "Surveys": SURVEY,
    "Yearly survey": SURVEY,
    "Focus groups": FOCUS_GROUP,
    "Annual focus group": FOCUS_GROUP,
    "Support group": LINK,
    "Link": LINK,
    "Support group link": LINK,
    "Living with Secondary Breast Cancer": LINK,
}
MECHANISM = Choice(*MECHANISMS, also=_ALSO_MECHANISMS)
ALSO_MECHANISMS = _ALSO_MECHANISMS

WAYS = ("Email", "Text", "Phone", "Post", "Through my carer", "At clinic")
EMAIL, TEXT, PHONE, POST, THROUGH_CARER, AT_CLINIC = WAYS
WAY = Choice(
    *WAYS,
    also={
        "E-mail": EMAIL,
        "Mail": POST,
        "Letter": POST,
        "By post": POST,
        "SMS": TEXT,
        "Text message": TEXT,
        "Telephone": PHONE,
        "Tel": PHONE,
        "Call": PHONE,
        "Mobile": PHONE,
        "Carer": THROUGH_CARER,
        "Via carer": THROUGH_CARER,
        "Clinic": AT_CLINIC,
        "In clinic": AT_CLINIC,
        "In person": AT_CLINIC,
    },
)

YES_NO = Choice("Yes", "No", also={"Y": "Yes", "N": "No", "✓": "Yes", "✔": "Yes", "x": "Yes"})

MONTHS_BETWEEN = {"Month": 1, "2 months": 2, "Quarter": 3, "6 months": 6, "Year": 12}
EVERY = Choice(
    *MONTHS_BETWEEN,
    also={
        "Monthly": "Month",
        "Every month": "Month",
        "Every 2 months": "2 months",
        "Bi-monthly": "2 months",
        "Quarterly": "Quarter",
        "3 months": "Quarter",
        "Every quarter": "Quarter",
        "Every 3 months": "Quarter",
        "Twice a year": "6 months",
        "Half yearly": "6 months",
        "Every 6 months": "6 months",
        "Annual": "Year",
        "Annually": "Year",
        "Yearly": "Year",
        "Every year": "Year",
        "Once a year": "Year",
        "12 months": "Year",
    },
)
