"""One record with every section filled in, as a school might: for pictures, and for tests of whole forms."""

from __future__ import annotations

from enquiry_lib.store.record import Record

SECTIONS_WRITTEN = {
    "priorities": {
        "concern": "Some of our Year 4 children have stopped reading for themselves.\n\nWe notice it most after Christmas.",
        "strengths": ["Phonics is taught every day", "Families come to the library hour"],
        "weaknesses": ["Quiet readers are easily overlooked"],
        "opportunities": ["The town library has a new children's librarian"],
        "threats": ["Two experienced assistants leave in spring"],
        "who_loses_out": ["Disadvantaged pupils (pupil premium)", "Pupils who go unnoticed", "Boys"],
        "causes": [
            {
                "cause": "Books at home",
                "level": "beyond schools",
                "evidence": "Asked at parents' evening, 41 families",
            },
            {
                "cause": "Reading time is the first to go",
                "level": "within the school",
                "evidence": "Timetables, autumn",
            },
        ],
        "what_we_know": "Reading ages, the library's loans, and what eleven children told their class council.",
        "priority": "Reading for oneself in Year 4",
        "priority_level": "within the school",
    },
    "framework_review": {
        "words": [
            {"item": "awareness", "how_far": "mostly", "shown_by": "It is on every staff meeting's agenda"},
            {
                "item": "acceptance",
                "how_far": "in places",
                "shown_by": "We looked at our own timetable first",
            },
            {
                "item": "analysis",
                "how_far": "in places",
                "shown_by": "Reading ages, but nobody asks the children",
            },
            {"item": "alignment", "how_far": "not yet", "shown_by": "Letters home in one language only"},
            {"item": "ambition", "how_far": "mostly", "shown_by": "A line from a list we used in 2023"},
        ],
        "about": "Pupils who go unnoticed",
        "reflections": [
            {
                "item": "systems_and_culture",
                "answer": "Our tracking shows who falls below a line. A child just above it, year after year, is "
                "spoken of by nobody.\nThe class council has changed that a little.",
            },
            {"item": "families_strong", "answer": "The library hour on Thursdays."},
        ],
        "strengthen_first": "Analysis: ask the children themselves",
    },
    "stakeholders": {
        "people": [
            {
                "who": "Town librarian",
                "kind": "public services",
                "cares_about": "Children who come back by themselves",
                "part": "work with",
                "how": "Visits every second Friday",
            },
            {
                "who": "Parents of Year 4",
                "kind": "families",
                "cares_about": "That reading is no fight at home",
                "part": "listen to",
                "how": "Tea after school, once a half term",
            },
        ],
        "missing": "Families who never come in: two home visits by the family worker",
        "led_by": "the school",
        "together": "Every child in Year 4 has a library card that has been used.",
    },
    "question": {
        "population": "All 58 pupils of Year 4",
        "pupils": 58,
        "intervention": "Reading in pairs, three times a week before lunch",
        "comparison": "The parallel class, which begins a term later",
        "outcome": "Reading age",
        "time": "From September to February",
        "terms": 1,
        "question": "Does reading in pairs three times a week for a term raise the reading age of Year 4 more than "
        "what we do now?",
        "worse_off": "Nobody, because pairs replace silent reading.",
        "smallest_worthwhile": 0.2,
        "certainty": 80,
        "if_yes": "carry on and offer it to Year 3",
        "if_no": "stop, and use the time for the class reader",
        "if_unclear": "run it once more with a second class",
        "thread": [
            {
                "item": "who_loses_out",
                "so_far": "Quiet readers in the middle of the class.",
                "known_from": "Loans, reading ages",
            },
            {
                "item": "learners",
                "so_far": "They like reading to somebody.",
                "known_from": "Class council, October",
            },
        ],
    },
    "evidence": {
        "searches": [
            {
                "where": "EEF Toolkit",
                "words": "peer tutoring, reading, primary",
                "on": "2025-06-12",
                "found": 3,
                "kept": 2,
            },
            {
                "where": "University library",
                "words": "paired reading review",
                "on": "2025-06-19",
                "found": 64,
                "kept": 1,
            },
        ],
        "include": ["is about pupils of 7 to 11", "compares with something"],
        "leave_out": ["had nobody to compare with"],
        "sources": [
            {
                "source": "An invented review (2019), Reading together in primary schools",
                "kind": "systematic review",
                "found": "Both partners gain a little when pairs are taught how to correct",
                "pupils": 4120,
                "effect_size": 0.18,
                "low": 0.05,
                "high": 0.31,
                "lost": "few",
                "measured_by": "a standard test",
                "independent": "yes",
                "like_us": "somewhat",
                "trust": "high",
            },
            {
                "source": "An invented trial (2022), Pairs before lunch",
                "kind": "randomised trial",
                "found": "No difference that could be told from chance",
                "pupils": 310,
                "effect_size": 0.04,
                "lost": "many",
                "like_us": "very",
                "trust": "moderate",
            },
            {
                "source": "The school across the river, their own report",
                "kind": "before and after",
                "found": "They would do it again",
                "like_us": "very",
                "trust": "low",
            },
        ],
        "strands": [
            {
                "strand": "Peer tutoring",
                "says": "Helps on average; varies widely",
                "for_us": "Train the pairs well",
            }
        ],
        "local": "Our two assistants ran pairs in another school and say the first week decides it.",
        "adds_up_to": "Pairs help a little when partners are shown how to correct one another.",
        "against": "The children who need it most may be the ones who dislike being listened to.",
        "strength": "fair",
    },
    "intervention": {
        "ingredients": [
            {
                "ingredient": "Pairs read aloud in turn",
                "why": "Every child reads every time",
                "adapt": "keep as it is",
            },
            {
                "ingredient": "The listener says the word after four seconds",
                "why": "Errors do not settle in",
                "adapt": "keep as it is",
            },
        ],
        "by_whom": "Teaching assistants",
        "sessions_a_week": 3,
        "minutes": 20,
        "weeks": 12,
        "inputs": ["Two assistants, an hour a day", "60 short books"],
        "activities": [{"activity": "Three sessions a week before lunch", "level": "within the school"}],
        "short_term": ["Pairs begin without being told"],
        "support_factors": [
            {"factor": "A quiet room", "there": "partly", "do": "The hall on Tuesdays"},
        ],
        "readiness": [
            {"item": "time", "ready": "yes"},
            {"item": "training", "ready": "not yet", "note": "Half a day in September"},
        ],
        "make_room": "Silent reading after lunch",
    },
    "implementation": {
        "stage": "prepare",
        "stages": [
            {"item": "explore", "plan": "Done in June: Year 4, pairs, and the assistants want to."},
            {
                "item": "prepare",
                "plan": "Books, partners, training and the first reading ages by 5 September.",
            },
        ],
        "steps": [
            {
                "step": "Train the teaching assistants",
                "stage": "prepare",
                "starts": "2025-09-01",
                "ends": "2025-09-05",
                "owner": "Deputy head",
                "state": "done",
            },
            {
                "step": "Pairs read",
                "stage": "deliver",
                "starts": "2025-09-15",
                "ends": "2025-12-12",
                "owner": "Class teachers",
                "state": "under way",
            },
        ],
        "check_points": [
            {
                "on": "2025-10-17",
                "look_at": "How many sessions took place",
                "then": "Fewer than two a week",
            }
        ],
        "barriers": [
            {
                "barrier": "The hall is booked for rehearsals",
                "level": "within the school",
                "response": "Swap with Year 6",
            }
        ],
        "risks": [
            {
                "risk": "A child is laughed at for stumbling",
                "likely": "possible",
                "noticed_by": "The assistant listens in",
                "response": "Change the pair the same day",
            }
        ],
        "duties": [{"item": "evidence", "how": "The English lead, at the May staff meeting"}],
    },
    "protection": {
        "ethics": [
            {"item": "information", "settled": "yes", "note": "Letter and a talk in assembly"},
            {"item": "who_sees", "settled": "not yet"},
        ],
        "who_asks": "The family worker, who teaches nobody",
        "saying_no": "A slip in the box by the office",
        "not_to_judge": "yes, in writing",
        "promised_how": "The head, in a letter to all staff",
        "signs": [
            {"item": "sensitive", "there": "yes", "note": "Pupil premium"},
            {"item": "watched", "there": "not sure"},
        ],
        "assessment": [{"item": "risks", "answer": "A child learns what a partner scored."}],
        "lead": "The trust's data protection officer",
        "talked_on": "2025-06-24",
        "keep_tables_until": "2028-08-31",
        "who_deletes": "The data manager",
    },
    "evaluation_plan": {
        "design": "comparison",
        "unit": "pupils",
        "measured_by": "outcomes",
        "attainment": "yes",
        "measure": "Reading age test",
        "baseline": "baseline",
        "follow_up": "follow_up",
        "starts_on": "2025-09-15",
        "why_chosen": "One of two classes began first, because its assistant was there from September.",
        "what_else": "A new class reader for both.",
        "also_measured": [
            {"measure": "Enjoyment of reading", "why": "What we hope lasts", "when": "September and February"}
        ],
        "enough": 80,
        "process": [
            {"item": "fidelity", "how": "Six short visits with a list", "by_whom": "Deputy head, monthly"},
            {"item": "dosage", "how": "A tick for each session", "by_whom": "Assistants"},
        ],
        "threats": [
            {
                "item": "selection",
                "judged": "moderate",
                "do": "Compare the two classes in September and say how far apart",
            },
            {"item": "history", "judged": "low"},
        ],
    },
    "process_findings": {
        "dimensions": [
            {"item": "fidelity", "found": "Seen in five of six visits.", "judged": "mostly"},
            {
                "item": "adaptation",
                "found": "In November pairs became threes when a child was away.",
                "judged": "partly",
            },
        ],
        "adaptations": [
            {
                "change": "Threes instead of pairs when a child is away",
                "why": "So that nobody sat out",
                "kept": "cannot say",
            }
        ],
        "helped": ["The same place each time"],
        "hindered": ["Rehearsals in December"],
        "surprised": "The listeners improved as much as the readers.",
        "harm": "We looked, and found nothing.",
    },
    "findings": {
        "settings": "Pairs are easy to run once the first two weeks are over.",
        "teachers": "Teachers listen to children read more often now.",
        "changes": [
            {"change": "Reading in pairs before lunch", "level": "within the school", "state": "in place"}
        ],
    },
    "decision": {
        "decision": "adapt",
        "why": "It helped most where partners had been shown how to correct.",
        "as_planned": "yes",
        "change_what": "Two weeks of training for pairs instead of one",
        "by_when": "2026-11-30",
    },
    "sharing": {
        "shares": [
            {
                "with_whom": "pupils",
                "what": "What your reading has shown us",
                "how": "Assembly",
                "on": "2026-03-06",
            },
            {
                "with_whom": "other schools",
                "what": "The training sheet",
                "how": "Network day",
                "on": "2026-06-18",
            },
        ],
        "borrow": "The pairs' training sheet",
    },
    "next_cycle": {"needs": "Measure enjoyment from the start", "begins": "2026-09-07"},
}


def full_record() -> Record:
    """Give the record, valid and unsaved."""
    return Record.model_validate(SECTIONS_WRITTEN)
