"""The messages a new workbook begins with: short, kind, and naming no illness. Staff change them as they like."""

from __future__ import annotations

# Used for, How, Subject, Words.
STARTER_MESSAGES = (
    (
        "Event invitation",
        "Email",
        "An invitation: ((title))",
        "Dear ((name)),\n\nWe would like to invite you to ((title)) on ((date)), ((time)), at ((place)).\n\n"
        "Please tell us by ((reply by)) if you would like to come: ((link))\n\n"
        "You do not have to take part. Your care stays the same whatever you decide.\n\n"
        "If you have any questions, please reach us at ((contact)).\n\n((service))",
    ),
    (
        "Event invitation",
        "Text",
        None,
        "You are invited to ((title)) on ((date)). Please tell us if you would like to come: ((link)) Questions: ((contact))",
    ),
    (
        "Event invitation",
        "Letter",
        None,
        "Dear ((name)),\n\nWe would like to invite you to ((title)) on ((date)), ((time)), at ((place)).\n\n"
        "Please tell us by ((reply by)) if you would like to come. You can send back the enclosed page, or reply at ((link)).\n\n"
        "You do not have to take part. Your care stays the same whatever you decide.\n\n"
        "If you have any questions, please reach us at ((contact)).\n\n((service))",
    ),
    (
        "Event reminder",
        "Email",
        "A reminder: ((title)) on ((date))",
        "Dear ((name)),\n\n((title)) is on ((date)), ((time)), at ((place)).\n\n"
        "If you can no longer come, please tell us: ((link))\n\n"
        "If you have any questions, please reach us at ((contact)).\n\n((service))",
    ),
    (
        "Event change",
        "Email",
        "A change to ((title))",
        "Dear ((name)),\n\n((what changed))\n\nIf you have any questions, please reach us at ((contact)).\n\n((service))",
    ),
    (
        "Survey invitation",
        "Email",
        "We would like to hear from you",
        "Dear ((name)),\n\nWe would like to know how your care has been. ((title)) is open until ((closes)): ((link))\n\n"
        "You do not have to take part. Your care stays the same whatever you decide.\n\n"
        "If you would like it on paper or by telephone, please reach us at ((contact)).\n\n((service))",
    ),
    (
        "Survey invitation",
        "Text",
        None,
        "We would like to know how your care has been. Please answer by ((closes)): ((link)) On paper instead: ((contact))",
    ),
    (
        "Survey invitation",
        "Letter",
        None,
        "Dear ((name)),\n\nWe would like to know how your care has been. Please send back the enclosed pages "
        "by ((closes)), "
        "or answer at ((link)).\n\nYou do not have to take part. Your care stays the same whatever you decide.\n\n"
        "If you would rather answer by telephone, please reach us at ((contact)).\n\n((service))",
    ),
    (
        "Survey reminder",
        "Email",
        "There is still time to tell us",
        "Dear ((name)),\n\n((title)) is open until ((closes)): ((link))\n\n"
        "If you have already answered, thank you. "
        "You do not need to do anything.\n\n"
        "If you would like it on paper or by telephone, please reach us at ((contact)).\n\n((service))",
    ),
    (
        "Results and thanks",
        "Email",
        "What you told us, and what we are doing",
        "Dear ((name)),\n\nThank you for your help with ((title)). You can read what people said and what we are doing "
        "about it here: ((link))\n\n((service))",
    ),
)
