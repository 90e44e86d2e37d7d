"""Forms as wholes: the path answers make, how they are kept, what they promise, and how a survey comes from its rows."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.asking import ANONYMOUS, CONFIDENTIAL, Form, Question
from service.flows.submitting import decide
from service.forms import tell_us
from service.forms.facts import PublicFacts
from service.forms.promises import in_short, promises, what_happens_next
from service.forms.survey import survey_form

FACTS = PublicFacts(
    service="Willow clinic", helpline="1", controller="C", data_protection_contact="D", keep_for_months=12
)
BRANCHED = Form(
    "S-001",
    1,
    "A survey",
    (
        Question("Q-001", "Did you come?", "Yes or no"),
        Question("Q-002", "Why not?", "Choose one", ("Far", "Ill"), show_if="Q-001 is No"),
        Question("Q-003", "What would help?", "Long text", show_if="Q-002 is Far"),
        Question("Q-004", "A note", "Information"),
    ),
    mode=ANONYMOUS,
    closes=date(2026, 12, 18),
)


def refs(questions):
    return [question.ref for question in questions]


def test_the_path_follows_the_answers():
    assert refs(BRANCHED.path({})) == ["Q-001", "Q-004"]
    assert refs(BRANCHED.path({"Q-001": "No"})) == ["Q-001", "Q-002", "Q-004"]
    assert refs(BRANCHED.path({"Q-001": "No", "Q-002": "Far"})) == ["Q-001", "Q-002", "Q-003", "Q-004"]


def test_an_answer_to_a_question_no_longer_shown_is_dropped_and_leads_nowhere():
    changed_her_mind = {"Q-001": "Yes", "Q-002": "Far", "Q-003": "A lift", "Q-999": "x"}
    assert refs(BRANCHED.path(changed_her_mind)) == ["Q-001", "Q-004"]
    packet = decide(BRANCHED, "me", changed_her_mind)
    assert (packet.ratings, packet.comments) == ({"Q-001": "Yes"}, {})


def test_ratings_and_comments_go_different_ways():
    packet = decide(BRANCHED, "carer", {"Q-001": "No", "Q-002": "Far", "Q-003": "A lift"})
    assert packet.ratings == {"Q-001": "No", "Q-002": "Far"}
    assert packet.comments == {"Q-003": "A lift"}
    assert packet.who == "carer"
    assert decide(BRANCHED, "somebody else", {}).who is None
    assert decide(BRANCHED, "me", {}).is_empty


def test_a_form_is_kept_as_json_and_comes_back_the_same():
    assert Form.from_json(BRANCHED.to_json()) == BRANCHED
    assert Form.from_json(tell_us.FORM.to_json()) == tell_us.FORM
    newer = BRANCHED.to_json().replace('"kind"', '"something_new": 1, "kind"')
    assert Form.from_json(newer) == BRANCHED


@given(st.lists(st.sampled_from(["Yes", "No", "I do not know", None]), min_size=1, max_size=3))
def test_what_is_sent_is_always_on_the_path(answers):
    given_ = {f"Q-00{place}": value for place, value in enumerate(answers, 1) if value}
    assert set(BRANCHED.kept(given_)) <= set(refs(BRANCHED.path(given_)))


@pytest.mark.parametrize("kind", ["Annual", "Pulse", None])
def test_a_form_says_only_what_is_true_of_it(kind):
    anonymous, confidential = replace(BRANCHED, kind=kind), replace(BRANCHED, kind=kind, mode=CONFIDENTIAL)
    nothing = replace(BRANCHED, kind=kind, mode="none")

    def words(form):
        return " ".join((*promises(form, FACTS), in_short(form), *what_happens_next(form, FACTS))).casefold()

    assert "anonymous" in words(anonymous)
    assert "confidential" not in words(anonymous)
    assert "confidential" in words(confidential)
    assert "anonymous" not in words(confidential)
    assert "28 days after the survey closes" in words(confidential)
    assert "anonymous" not in words(nothing)
    assert "confidential" not in words(nothing)
    assert ("when at least 10 people" in words(anonymous)) == (kind == "Pulse")
    # A confidential answer is a row of the staff workbook at the next sync, whatever the kind.
    thanks = " ".join(what_happens_next(confidential, FACTS))
    assert "from now on, without your name" in thanks
    assert "reads all answers together" not in thanks
    assert "as soon as you have sent them" in words(confidential)
    thanks = " ".join(what_happens_next(anonymous, FACTS))
    assert ("when at least 10 people" in thanks) == (kind == "Pulse")
    assert ("reads all answers together after the survey closes on 18 December 2026" in thanks) == (
        kind != "Pulse"
    )


def survey(**more):
    row = {
        "ref": "S-001",
        "title": "Our year",
        "introduction": None,
        "answers_are": "Anonymous",
        "kind": "Annual",
        "closes": None,
    }
    return SimpleNamespace(**row | more)


def asked(ref, order, type_="Yes or no", **more):
    row = {
        "ref": ref, "order": order, "question": f"Question {ref}?", "type": type_, "choices": None, "required": None,
        "show_if": None, "hint": None, "theme": None, "better_is": None,
    }  # fmt: skip
    return SimpleNamespace(**row | more)


def test_questions_come_in_their_order_and_those_that_cannot_be_asked_are_left_out():
    rows = [
        asked("Q-003", 30, required="Yes"),
        asked("Q-001", 10),
        asked("Q-009", None),
        asked("Q-005", 20, type_=None),
        asked("Q-006", 20, "Choose one"),
        asked("Q-007", 20, question=None),
        asked("Q-002", 15, "Choose any", choices="One, two\nThree"),
    ]
    form = survey_form(survey(), rows, FACTS, 2)
    assert refs(form.questions) == ["Q-001", "Q-002", "Q-003", "Q-009"]
    assert [question.required for question in form.questions] == [False, False, True, False]
    assert form.question("Q-002").options == ("One, two", "Three")
    assert (form.key, form.version, form.mode) == ("S-001", 2, ANONYMOUS)


def test_only_a_clear_anonymous_is_promised():
    assert survey_form(survey(answers_are="Confidential"), [], FACTS, 1).mode == CONFIDENTIAL
    assert survey_form(survey(answers_are=None), [], FACTS, 1).mode == CONFIDENTIAL


def test_nobody_changes_the_words_of_the_friends_and_family_test():
    row = asked("Q-001", 1, "Friends and Family Test", question="Would you recommend us?", choices="Yes\nNo")
    question = survey_form(survey(), [row], FACTS, 1).questions[0]
    assert question.text == "Overall, how was your experience of our service?"
    assert question.options[0] == "Very good"


def test_a_show_if_that_cannot_be_read_shows_the_question():
    form = survey_form(survey(), [asked("Q-001", 1), asked("Q-002", 2, show_if="whenever")], FACTS, 1)
    assert refs(form.path({})) == ["Q-001", "Q-002"]


def test_what_somebody_tells_us_is_named_and_its_kind_is_in_the_words_of_the_feedback_tab():
    sent = {"Q-001": "More chairs", "Q-002": "I have an idea", "Q-003": "No", "Q-005": "x"}
    assert tell_us.fields(tell_us.FORM.kept(sent)) == {
        "what": "More chairs",
        "kind": "Idea",
        "wants_answer": "No",
    }


def test_public_facts_take_only_what_anyone_may_read_and_know_what_is_missing():
    facts = PublicFacts.from_dict(
        {"service": "Willow", "names_to_hide": ["Smith"], "helpline": "01632 960002"}
    )
    assert not hasattr(facts, "names_to_hide")
    assert facts.helpline == "01632\u00a0960002"
    assert not facts.is_ready
    assert replace(facts, controller="C", data_protection_contact="D", keep_for_months=12).is_ready
    assert not PublicFacts.from_dict(None).is_ready


@pytest.mark.parametrize(
    "missing", ["service", "helpline", "controller", "data_protection_contact", "keep_for_months"]
)
def test_pages_stay_shut_while_any_of_these_is_missing(missing):
    assert FACTS.is_ready
    assert not replace(FACTS, **{missing: None}).is_ready
