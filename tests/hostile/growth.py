"""How the programs' time and memory grow with inputs that an outsider can make large: `growth.py FOLDER-OF-PROGRAMS [CASE]...`.

Each case is run at a size and at twice that size. CPU time may not grow by more than three times, and no run may take more
memory than its ceiling. What is measured is the processor's time of the program itself, so that a busy machine does not
matter; a run that is over in the twinkling of an eye proves that nothing is quadratic by that alone.
"""

import datetime
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

# Where twice the size takes less than this, in seconds, growth is not asked for: starting the program takes as long.
INSTANT = 0.25
MOST_GROWTH = 3.0
CPU_LIMIT = 40
MIB = 1 << 20

START = datetime.datetime(2026, 2, 1)


def at(minute, base=START):
    return (base + datetime.timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")


def network(*parts, since="2026-01-01", week='mon-sun = ["00:00-24:00"]'):
    head = f'format = 1\n[company]\nsince = {since}\n[agreement]\nid = "a"\ncalendar = "c"\n'
    return head + f'[calendar.c]\ntimezone = "UTC"\nweek = {{ {week} }}\n' + "".join(parts)


def departments(n):
    return "".join(f'[[department]]\nid = "d{i}"\n' for i in range(n))


def milestone(*ids):
    return "".join(f'[[milestone]]\nid = "{i}"\n' for i in ids)


def owed(id, due, supplier="d0", customer="d1", deliverable=None, **more):
    text = f'[[obligation]]\nid = "{id}"\nsupplier = "{supplier}"\ncustomer = "{customer}"\n'
    text += f'deliverable = "{deliverable or id}"\ndue = "{due}"\n'
    return text + "".join(f"{key.replace('_', '-')} = {value}\n" for key, value in more.items())


def rows(header, lines):
    return header + "\n" + "\n".join(lines) + "\n"


GO = departments(2) + milestone("go")
CASES = "event,at,case,obligation"
PERIODS = "event,at,obligation,period"


def simple(log):
    return {"x.toml": network(GO, owed("o", "within 3 hours of go")), "x.csv": log}


# ---- Events of one case, and of one recurring duty.


def occurrences(n):
    lines = [f"go,{at(i)},c," for i in range(n)] + [f"delivered,{at(i + 200)},c,o" for i in range(n)]
    lines += [f"rejected,{at(i + 201)},c,o" for i in range(0, n, 3)]
    return {"x.toml": network(GO, owed("o", "within 3 hours of go", review='"2 hours"')), "x.csv": rows(CASES, lines)}


def pauses(n):
    lines = [f"go,{at(0)},c,"]
    for i in range(n):
        lines += [f"paused,{at(2 * i + 1)},c,o", f"resumed,{at(2 * i + 2)},c,o"]
    return simple(rows(CASES, lines))


def open_pauses(n):
    """All that opened is paused; then what names none of them: rated, and rejected."""
    lines = [f"go,{at(i)},c," for i in range(n)] + [f"paused,{at(n)},c#{i + 1},o" for i in range(n)]
    lines += [f"resumed,{at(n + i + 1)},c,o" for i in range(n)]
    return simple(rows(CASES, lines))


def unnamed_pauses_of_a_period(n):
    lines = []
    for i in range(n):
        lines += [f"paused,{at(2 * i + 1)},o,", f"resumed,{at(2 * i + 2)},o,"]
    return {"x.toml": network(departments(2), owed("o", "by the 5th of every month")), "x.csv": rows(PERIODS, lines)}


def paused_periods(n):
    """Daily handoffs paused by name, then as many deliveries that name none."""
    day = lambda i: (START.date() + datetime.timedelta(days=i)).isoformat()
    lines = [f"paused,{day(i)}T08:00:00Z,o,{day(i)}" for i in range(n)]
    end = START + datetime.timedelta(days=n)
    lines += [f"delivered,{at(i, end)},o," for i in range(n)]
    return {"x.toml": network(departments(2), owed("o", "every day")), "x.csv": rows(PERIODS, lines)}


def events_without_a_period(n):
    """One period delivered and sent back often, then events that name no period."""
    lines = []
    for i in range(n):
        lines += [f"delivered,{at(3 * i + 2)},o,2026-02,", f"rejected,{at(3 * i + 3)},o,2026-02,"]
    lines.append(f"paused,{at(3 * n + 5)},o,2026-02,")
    lines += [f"rated,{at(3 * n + 10 + i)},o,,5" for i in range(n)]
    text = network(departments(2), owed("o", "by the 5th of every month"))
    return {"x.toml": text, "x.csv": rows(PERIODS + ",score", lines)}


def sent_back_while_paused(n):
    lines = [f"paused,{at(1)},o,2026-02"]
    for i in range(n):
        lines += [f"delivered,{at(2 * i + 2)},o,2026-02", f"rejected,{at(2 * i + 3)},o,2026-02"]
        lines += [f"paused,{at(2 * i + 3)},o,"]
    return {"x.toml": network(departments(2), owed("o", "by the 5th of every month")), "x.csv": rows(PERIODS, lines)}


def reviews(n):
    lines = [f"go,{at(0)},c,"]
    for i in range(n):
        lines += [f"delivered,{at(2 * i + 2)},c,o", f"rejected,{at(2 * i + 3)},c,o"]
    return {"x.toml": network(GO, owed("o", "within 3 days of go", review='"2 days"')), "x.csv": rows(CASES, lines)}


def extensions(n):
    lines = [f"go,{at(0)},c,,"] + [f"extended,{at(1 + i % 100)},c,o,{at(500 + i)}" for i in range(n)]
    return simple(rows(CASES + ",until", lines))


def revisions(n):
    tiers = '[{ id = "p1", when = { p = "1" }, due = "within 1 hour of go" }, { id = "p2", when = { p = "2" } }]'
    text = network(departments(2), '[[milestone]]\nid = "go"\nattributes = ["p"]\n')
    text += owed("o", "within 3 days of go", tiers=tiers)
    lines = [f"go,{at(i % 7)},c,,1" for i in range(40)] + [f"revised,{at(8 + i)},c,,{1 + i % 2}" for i in range(n)]
    return {"x.toml": text, "x.csv": rows(CASES + ",p", lines)}


def restarts(n):
    text = network(GO, owed("o", "within 3 hours of go", while_open='"restart"'))
    return {"x.toml": text, "x.csv": rows(CASES, [f"go,{at(i)},c," for i in range(n)])}


def counted_from_a_delivery(n):
    text = network(GO, owed("o", "within 3 hours of go"), owed("p", "within 2 hours of delivery of o", "d1", "d0"))
    lines = [f"go,{at(i)},c," for i in range(n)] + [f"delivered,{at(n + i)},c#{i + 1},o" for i in range(n)]
    lines += [f"rejected,{at(2 * n + i)},c#{i + 1},o" for i in range(0, n, 2)]
    return {"x.toml": text, "x.csv": rows(CASES, lines)}


def before_a_milestone(n):
    text = network(GO, milestone("end"), owed("o", "at least 2 hours before end"))
    return {"x.toml": text, "x.csv": rows(CASES, [f"go,{at(i)},c," for i in range(n)] + [f"end,{at(n + 300)},c,"])}


def both_of_two(n):
    text = network(GO, milestone("end"), owed("o", "within 2 hours of go and end"))
    lines = [f"go,{at(i)},c," for i in range(n)] + [f"end,{at(n + i)},c," for i in range(n)]
    return {"x.toml": text, "x.csv": rows(CASES, lines)}


# ---- Many of something.


def versions(n):
    text = network(GO)
    for i in range(n // 10):
        day = START.date() + datetime.timedelta(days=i)
        text += owed("o", "within 1 hour of go", in_force=f"{{ from = {day}, until = {day} }}")
    return {"x.toml": text, "x.csv": rows("event,at,case", [f"go,{at(i % 50000)},c{i}" for i in range(n)])}


def many_tiers(n):
    tiers = ", ".join(f'{{ id = "t{i}", when = {{ p = "{i}" }}, due = "within {i + 1} hours of go" }}' for i in range(n))
    text = network(departments(2), '[[milestone]]\nid = "go"\nattributes = ["p"]\n')
    text += '[[obligation]]\nid = "o"\nsupplier = "d0"\ncustomer = "d1"\ndeliverable = "x"\n' + f"tiers = [{tiers}]\n"
    return {"x.toml": text, "x.csv": rows("event,at,case,p", [f"go,{at(i)},c{i},{i}" for i in range(min(n, 500))])}


def templates(n):
    values = ", ".join(f'"k{i}"' for i in range(n))
    text = network(GO, '[[obligation]]\nfor = { k = [' + values + '] }\nid = "{k}.o"\nsupplier = "d0"\ncustomer = "d1"\n')
    return {"x.toml": text + 'deliverable = "{k}"\ndue = "within 1 hour of go"\n'}


def documents(n):
    """A delivery with one document after the other, the last of which makes it complete."""
    names = [f"doc-{i}" for i in range(100)]
    text = network(GO, owed("o", "within 1 hour of go", documents=json.dumps(names)))
    lines = [f"go,{at(0)},c,,"] + [f"delivered,{at(5 + i)},c,o,{names[-1 - i * 99 // n]};x{i}" for i in range(n)]
    return {"x.toml": text, "x.csv": rows(CASES + ",documents", lines)}


def attributes(n):
    when = "{ " + ", ".join(f'a{i} = "1"' for i in range(50)) + " }"
    row = {"event": "go", "at": at(0), "case": "c", **{f"a{i}": "1" for i in reversed(range(n))}}
    return {"x.toml": network(GO, owed("o", "within 1 hour of go", when=when)), "x.jsonl": json.dumps(row) + "\n"}


def escalations(n):
    steps = ", ".join(f'{{ to = "p{i}", when = "{i + 1} hours after" }}' for i in range(20))
    text = network(GO, owed("o", "within 1 hour of go", escalate=f"[{steps}]"))
    lines = [f"go,{at(i)},c{i}" for i in range(n)] + [f"go,{at(n * 60 + 9000)},z"]
    return {"x.toml": text, "x.csv": rows("event,at,case", lines)}


def too_many_steps(n):
    steps = ", ".join(f'{{ to = "p{i}", when = "{i + 1} hours after" }}' for i in range(n))
    return {"x.toml": network(GO, owed("o", "within 1 hour of go", escalate=f"[{steps}]"))}


def voids(n):
    lines = [f"go,{at(0)},c,0,"] + [f"voided,{at(1)},,{i},{i - 1}" for i in range(1, n)]
    return simple(rows("event,at,case,id,target", lines))


def one_id(n):
    return simple(rows("event,at,case,id", [f"go,{at(0)},c{i},same" for i in range(n)]))


def complaints(n):
    lines = []
    for i in range(n):
        lines.append(f"complained,{at(2 * i)},k{i},o,cat{i % 50},cause{i % 7}")
        lines += [f"resolved,{at(2 * i + 1)},k{i},,,"] if i % 2 == 0 else []
    return simple(rows("event,at,complaint,obligation,category,cause", lines))


def one_complaint(n):
    lines = []
    for i in range(n):
        lines += [f"complained,{at(2 * i)},k,o", f"resolved,{at(2 * i + 1)},k,"]
    return simple(rows("event,at,complaint,obligation", lines))


def overdue(n):
    return simple(rows(CASES, [f"go,{at(i % 3000)},c{i}," for i in range(n)] + [f"go,{at(9000)},z,"]))


def pairs(n):
    text = network(departments(300), milestone("go"))
    text += "".join(owed(f"o{i}", "within 1 hour of go", f"d{i % 300}", f"d{(i * 7 + i // 300 + 1) % 300}") for i in range(n))
    return {"x.toml": text, "x.csv": rows(CASES, [f"go,{at(0)},c,", f"go,{at(9000)},z,"])}


def unknown_events(n):
    text = network(departments(2), milestone(*[f"milestone-{i}" for i in range(500)]))
    text += "".join(owed(f"obligation-{i}", "within 3 days of milestone-1") for i in range(500))
    return {"x.toml": text, "x.csv": rows(CASES, [f"milestane-{i}x,{at(0)},c," for i in range(n)])}


# ---- Whose delay.


def chain(n):
    """Each step late, one department after another, twelve of them."""
    text, lines = network(departments(12), milestone("go")), [f"go,{at(0)},c,"]
    for i in range(n):
        needs = {"needs": f'["o{i - 1}"]'} if i else {}
        text += owed(f"o{i}", f"within {i + 1} hours of go", f"d{i % 12}", f"d{(i + 1) % 12}", **needs)
        lines.append(f"delivered,{at(62 * (i + 1))},c,o{i}")
    return {"x.toml": text, "x.csv": rows(CASES, lines)}


def layers(n):
    """Layers of steps, each of which needs all of the layer before. The needs are what is counted."""
    text, lines = network(departments(12), milestone("go")), [f"go,{at(0)},c,"]
    for layer in range(n // 100):
        needs = {"needs": json.dumps([f"o{layer - 1}.{y}" for y in range(10)])} if layer else {}
        for x in range(10):
            k = layer * 10 + x
            text += owed(f"o{layer}.{x}", f"within {layer + 1} hours of go", f"d{k % 12}", f"d{(k * 7 + 1) % 12}", **needs)
            lines.append(f"delivered,{at((layer + 1) * 100 + x)},c,o{layer}.{x}")
    return {"x.toml": text, "x.csv": rows(CASES, lines)}


def many_needs(n):
    text = network(departments(12), milestone("go"))
    text += "".join(owed(f"q{j}", "within 1 hour of go", f"d{j % 12}", f"d{(j + 1) % 12}") for j in range(n))
    text += owed("z", "within 2 hours of go", needs=json.dumps([f"q{j}" for j in range(n)]))
    lines = [f"go,{at(0)},c,"] + [f"delivered,{at(100 + j % 500)},c,q{j}" for j in range(n)] + [f"delivered,{at(900)},c,z"]
    return {"x.toml": text, "x.csv": rows(CASES, lines)}


# ---- Agreement files.


def owed_twice(n):
    duties = (owed(f"o{i}", "by the 5th of every month", deliverable="same") for i in range(n))
    return {"x.toml": network(departments(2), *duties)}


def mistakes_on_one_line(n):
    return {"x.toml": "format = 1\ndepartment = [" + ",".join('{ id = "a#" }' for _ in range(n)) + "]\n"}


def unknown_keys(n):
    return {"x.toml": 'format = 1\n[[department]]\nid = "d0"\n' + "".join(f"unknown-key-{i} = 1\n" for i in range(n))}


def languages(n):
    return {"x.toml": 'format = 1\n[[department]]\nid = "d0"\nname = { ' + ", ".join(f'l{i} = "x"' for i in range(n)) + " }\n"}


def long_rule(n):
    return {"x.toml": network(GO, owed("o", "within 3 days of " + "go or " * n + "go"))}


def holidays_for_many(n):
    closed, day = [], datetime.date(1900, 1, 1)
    while day < datetime.date(2100, 1, 1):
        closed.append(f'{{ from = {day}, to = {day + datetime.timedelta(days=999)}, name = "x" }}')
        day += datetime.timedelta(days=1000)
    text = f"format = 1\n[holidays.h]\nclosed = [{', '.join(closed)}]\n"
    for i in range(n):
        text += f'[calendar.c{i}]\ntimezone = "UTC"\nweek = {{ mon-fri = ["09:00-17:00"] }}\nholidays = ["h"]\n'
    return {"x.toml": text}


def event(start, *more):
    return "\r\n".join(["BEGIN:VEVENT", f"DTSTART;VALUE=DATE:{start}", *more, "END:VEVENT", ""])


def ics(text):
    agreement = 'format = 1\n[holidays.h]\nfile = "h.ics"\n[calendar.c]\ntimezone = "UTC"\n'
    agreement += 'week = { mon-fri = ["09:00-17:00"] }\nholidays = ["h"]\n'
    return {"x.toml": agreement, "h.ics": "BEGIN:VCALENDAR\r\n" + text + "END:VCALENDAR\r\n"}


def ics_one_day(n):
    return ics("".join(event("20261001", f"SUMMARY:holiday {i}") for i in range(n)))


def ics_yearly(n):
    return ics("".join(event("20261001", "RRULE:FREQ=YEARLY", f"SUMMARY:h{i}") for i in range(n)))


def ics_exceptions(n):
    return ics(event("18000101", "RRULE:FREQ=YEARLY", "EXDATE:" + ",".join(["20261001"] * n), "SUMMARY:h"))


def ics_folded(n):
    return ics(event("18000101", "SUMMARY:h\r\n" + "\r\n".join([" x"] * n)))


# ---- Logs.


def json_row(inner):
    text = network(GO, owed("o", "within 1 hour of go"))
    return {"x.toml": text, "x.jsonl": '{"event":"go","at":"' + at(0) + '","case":"c",' + inner + "}\n"}


def json_wide(n):
    return json_row(",".join(f'"a{i}":"{i}"' for i in range(n)))


def json_nested(n):
    return json_row('"' + "k" * 900 + '":{' + ",".join(f'"m{i}":1' for i in range(n)) + "}")


def json_long_name(n):
    return json_row('"' + "k" * n + '":{' + ",".join(f'"m{i}":1' for i in range(2000)) + "}")


def json_deep(n):
    return json_row('"a":' + '{"a":' * n + "1" + "}" * n)


def json_list(n):
    return json_row('"a":[' + ",".join(["1"] * n) + "]")


def csv_open_quotes(n):
    return simple("event,at,case\n" + '"a\n' * n)


def csv_columns(n):
    header = "event,at,case," + ",".join(f"a{i}" for i in range(n))
    return simple(rows(header, [f"go,{at(0)},c," + ",".join(["1"] * n)]))


def bad_rows(n):
    return simple(f"event,at,case,reason\ngo,{at(0)},c,\n" + f"go,yesterday,c,{'r' * 90}\n" * n)


def mapping(n):
    text = "format = 1\n" + "".join(
        f'[[event]]\nevent = "go"\nat = "{{a{i % 50}}}"\ncase = "{{a{(i + 1) % 50}}}-{i}"\nwhen = {{ a{(i + 2) % 50} = "never" }}\n'
        for i in range(100)
    )
    lines = [",".join([at(0)] * 50)] * n
    more = {"x.map.toml": text, "x.csv": rows(",".join(f"a{i}" for i in range(50)), lines)}
    return {"x.toml": network(GO, owed("o", "within 1 hour of go")), **more}


def mapping_memory(n):
    text = 'format = 1\n[[event]]\nevent = "go"\nat = "{at}"\ncase = "{n}"\nwhen = { changed = "s" }\nfirst-per = "k"\n'
    lines = [f"{at(i)},n{i % 7},s{i},k{i}" for i in range(n)]
    more = {"x.map.toml": text, "x.csv": rows("at,n,s,k", lines)}
    return {"x.toml": network(GO, owed("o", "within 1 hour of go")), **more}


# ---- Names.


def named(name, n):
    text = network(f'[[department]]\nid = "d0"\nname = "{name}"\n[[department]]\nid = "d1"\n', milestone("go"))
    text += owed("o", "within 1 hour of go", deliverable="x" * n)
    return {"x.toml": text, "x.csv": rows("event,at,case", [f"go,{at(0)},c", f"go,{at(9000)},z"])}


def long_name(n):
    return named("n " * (n // 2), n)


def long_case(n):
    return simple(rows("event,at,case", [f"go,{at(0)},{'c' * n}", f"go,{at(9000)},z"]))


def dotted_case(n):
    return simple(rows("event,at,case", [f"go,{at(0)},{'c.' * (n // 2)}", f"go,{at(9000)},z"]))


def case_of_words(n):
    return simple(rows("event,at,case", [f"go,{at(0)},{'c ' * (n // 2)}", f"go,{at(9000)},z"]))


# ---- Time without end.


def every_day_since_year_1(n):
    duties = (owed(f"o{i}", "every day") for i in range(n))
    lines = [f"delivered,{at(0)},o0,2026-01-31"]
    return {"x.toml": network(departments(2), *duties, since="0001-01-01"), "x.csv": rows(PERIODS, lines)}


def a_mistyped_year(n):
    duties = (owed(f"o{i}", "every day") for i in range(n))
    lines = [f"delivered,{at(0)},o0,2026-01-31", "delivered,2299-02-01T00:00:00Z,o0,2026-02-01"]
    return {"x.toml": network(departments(2), *duties), "x.csv": rows(PERIODS, lines)}


TEXT = ["weekly_report", "--agreements", "x.toml", "--log", "x.csv"]
JSON = [*TEXT, "--format", "json"]
MARKDOWN = [*TEXT, "--format", "markdown"]
PAGE = [*TEXT, "--format", "html"]
LINES = ["weekly_report", "--agreements", "x.toml", "--log", "x.jsonl"]
HANDOFFS = ["handoffs", "--agreements", "x.toml", "--log", "x.csv", "--format", "json"]
MAPPED = [*HANDOFFS, "--mapping", "x.map.toml", "--as-of", "2026-03-01T00:00:00Z"]
CHECK = ["check", "x.toml"]
FOREVER = ["--as-of", "9999-12-31T00:00:00Z"]

# What is made, how many of it, the program, and the most memory in MiB where that is not 200.
TABLE = [
    (occurrences, 4000, HANDOFFS),
    (pauses, 8000, HANDOFFS),
    (open_pauses, 4000, HANDOFFS),
    (unnamed_pauses_of_a_period, 8000, HANDOFFS),
    (paused_periods, 2000, HANDOFFS),
    (events_without_a_period, 4000, HANDOFFS),
    (sent_back_while_paused, 4000, HANDOFFS),
    (reviews, 8000, HANDOFFS),
    (extensions, 8000, HANDOFFS),
    (revisions, 2000, HANDOFFS),
    (restarts, 8000, HANDOFFS),
    (counted_from_a_delivery, 3000, HANDOFFS),
    (before_a_milestone, 8000, HANDOFFS),
    (both_of_two, 6000, HANDOFFS),
    (versions, 5000, HANDOFFS),
    (many_tiers, 1000, HANDOFFS),
    (templates, 3000, CHECK),
    (documents, 4000, HANDOFFS),
    (attributes, 8000, LINES),
    (escalations, 500, JSON),
    (escalations, 500, TEXT),
    (too_many_steps, 4000, CHECK),
    (voids, 10000, HANDOFFS),
    (one_id, 10000, HANDOFFS),
    (complaints, 4000, TEXT),
    (one_complaint, 4000, TEXT),
    (overdue, 2000, TEXT),
    (overdue, 2000, JSON),
    (overdue, 2000, PAGE),
    (pairs, 1000, PAGE),
    (unknown_events, 2000, HANDOFFS),
    (chain, 100, HANDOFFS),
    (layers, 800, HANDOFFS),
    (layers, 800, TEXT),
    (many_needs, 1000, HANDOFFS),
    (owed_twice, 1000, CHECK),
    (mistakes_on_one_line, 2000, CHECK),
    (unknown_keys, 4000, CHECK),
    (languages, 8000, CHECK),
    (long_rule, 2000, CHECK),
    (holidays_for_many, 10, CHECK),
    (ics_one_day, 3000, CHECK),
    (ics_yearly, 10, CHECK),
    (ics_exceptions, 20000, CHECK),
    (ics_folded, 40000, CHECK),
    (json_wide, 10000, LINES),
    (json_nested, 2000, LINES),
    (json_long_name, 10000, LINES),
    (json_deep, 10000, LINES),
    (json_list, 50000, LINES),
    (csv_open_quotes, 40000, HANDOFFS),
    (csv_columns, 20000, HANDOFFS),
    (bad_rows, 5000, JSON),
    (mapping, 300, MAPPED),
    (mapping_memory, 5000, MAPPED),
    (long_name, 40000, CHECK),
    (long_case, 40000, TEXT),
    (dotted_case, 40000, TEXT),
    (dotted_case, 40000, MARKDOWN),
    (dotted_case, 40000, PAGE),
    (case_of_words, 40000, TEXT),
    (every_day_since_year_1, 20, [*HANDOFFS, *FOREVER]),
    (every_day_since_year_1, 20, [*TEXT, *FOREVER]),
    (a_mistyped_year, 20, TEXT),
]


def measure(programs, files, command, folder):
    """Runs a program on files: the seconds of CPU it took, its peak memory in MiB, and how it ended."""
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
            file.write(text)

    def limits():
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
        resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))

    program = os.path.join(programs, command[0])
    out, err = os.path.join(folder, "out"), os.path.join(folder, "err")
    with open(out, "wb") as stdout, open(err, "wb") as stderr:
        child = subprocess.Popen([program, *command[1:]], cwd=folder, stdout=stdout, stderr=stderr, preexec_fn=limits)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, child.returncode, os.path.getsize(out) / MIB


def run(programs, make, size, command, ceiling=200):
    label = f"{make.__name__} {command[0]}" + "".join(f" {word}" for word in command if word in ("json", "markdown", "html"))
    verdict = None
    with tempfile.TemporaryDirectory() as folder:
        small, large = make(size), make(2 * size)
        # Another process in the cache, a slow moment of the machine: what is above the limit is measured again.
        for _ in range(2):
            once = measure(programs, small, command, folder)
            twice = measure(programs, large, command, folder)
            growth = twice[0] / max(once[0], 0.01)
            problems = []
            for _, _, status, _ in (once, twice):
                if status not in (0, 1):
                    problems.append(f"ended with status {status}")
            if twice[0] > INSTANT and growth > MOST_GROWTH:
                problems.append(f"CPU time grows {growth:.1f} times")
            if max(once[1], twice[1]) > ceiling:
                problems.append(f"takes {max(once[1], twice[1]):.0f} MiB")
            verdict = ", ".join(problems)
            if not problems:
                break
    figures = f"{size:>6} and {2 * size:<6} {once[0]:7.2f} s {twice[0]:7.2f} s ×{growth:4.1f}"
    memory = f"{once[1]:6.0f} {twice[1]:6.0f} MiB, out {twice[3]:6.1f} MiB"
    print(f"{label:<50} {figures} {memory}  {verdict or 'ok'}", flush=True)
    return not verdict


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    programs, wanted = os.path.abspath(sys.argv[1]), sys.argv[2:]
    began = time.monotonic()
    chosen = [row for row in TABLE if not wanted or row[0].__name__ in wanted]
    failed = sum(not run(programs, *row) for row in chosen)
    print(f"{len(chosen)} cases in {time.monotonic() - began:.0f} s, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
