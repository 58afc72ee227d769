"""Reads the exports back with programs that nobody here wrote: `check.py DIRECTORY`.

The calendar, read by Python's icalendar, has the coming deadlines that the handoffs program prints, each at its instant, with
a UID of its own and its alarm before it. The workbook, read by openpyxl, has a summary, real tables, dates that are dates,
shares that are numbers, and colours where a share is below its own objective. The metrics, read by Prometheus's own client,
and the tables, read by DuckDB, say what the report's JSON says; the tables have the same header in every language.
"""

import csv
import datetime
import json
import pathlib
import sys

import duckdb
import icalendar
import jsonschema
import openpyxl
from prometheus_client.openmetrics.parser import text_string_to_metric_families

failures = 0
passed = 0


def expect(holds, what):
    global failures, passed
    if holds:
        passed += 1
    else:
        failures += 1
        print(f"FAILED {what}")


def check_calendar(path, handoffs_path):
    with open(path, "rb") as file:
        raw = file.read()
    calendar = icalendar.Calendar.from_ical(raw)
    expect(all(len(line) <= 75 for line in raw.split(b"\r\n")), "no line is longer than 75 octets")
    events = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    expect(len(events) == len(calendar.walk("VEVENT")) > 0, "every event has a UID of its own")
    open_ones = {}
    with open(handoffs_path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            concerned = "sales" in (row["supplier"], row["customer"])
            if concerned and row["status"] in ("open", "at-risk", "paused"):
                open_ones[f"{row['obligation']}/{row['key']}@interdept"] = datetime.datetime.fromisoformat(row["due_at"])
    expect(open_ones, "something is open")
    for uid, due in open_ones.items():
        expect(uid in events and events[uid].decoded("DTSTART") == due, f"{uid} is at {due}")
    for uid, event in events.items():
        start = event.decoded("DTSTART")
        expect(start.tzinfo is not None, f"{uid} has a time zone")
        alarms = event.walk("VALARM")
        expect(len(alarms) <= 1 and all(alarm.decoded("TRIGGER") < datetime.timedelta(0) for alarm in alarms), f"the alarm of {uid}")
    expect(any(event.walk("VALARM") for event in events.values()), "some event has an alarm")


def check_workbook(path):
    workbook = openpyxl.load_workbook(path)
    expect(len(workbook.worksheets) > 5, "there is a sheet for each table")
    seen = set()
    for sheet in workbook.worksheets[1:-1]:
        expect(len(sheet.tables) == 1, f"{sheet.title} is a table")
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                expect(cell.data_type != "f", f"{sheet.title}!{cell.coordinate} is no formula") if cell.data_type == "f" else None
                if isinstance(cell.value, datetime.datetime) and cell.is_date:
                    seen.add("dates")
                if isinstance(cell.value, (int, float)) and cell.number_format == "0.0%":
                    seen.add("shares")
                    expect(0 <= cell.value <= 1, f"{sheet.title}!{cell.coordinate} is a share")
                    if cell.fill.fgColor.rgb == "FFFBE0DC":
                        seen.add("colours")
    expect(seen == {"colours", "dates", "shares"}, f"dates, shares and colours are there: {seen}")


def check_metrics(path, report):
    text = path.read_text(encoding="utf-8")
    families = {family.name: family for family in text_string_to_metric_families(text)}
    overdue = [s for s in families["interdept_handoffs"].samples if s.labels["status"] == "overdue"]
    expect(sum(s.value for s in overdue) == len(report["overdue"]["handoffs"]), "every overdue handoff is counted")
    period = families["interdept_period_handoffs"].samples
    for outcome in ("met", "late", "overdue", "waived"):
        counted = sum(s.value for s in period if s.labels["outcome"] == outcome)
        expect(counted == report["compliance"]["total"]["week"][outcome], f"{outcome} handoffs of the period add up")
    expect(all(0 <= s.value <= 1 for s in families["interdept_on_time_ratio"].samples), "ratios are shares")
    oldest = max(s.value for s in families["interdept_overdue_age_seconds"].samples)
    expect(oldest == report["overdue"]["handoffs"][0]["elapsed_s"], "the oldest is the worst of the report")
    budgets = [budget for line in report["compliance"]["agreements"] for budget in line["figures"]["budgets"]]
    expect(len(families["interdept_budget_left_handoffs"].samples) == len(budgets), "every objective has its budget")


def check_tables(folder, chinese, report):
    names = sorted(path.name for path in folder.glob("*.csv"))
    expect(len(names) > 15 and names == sorted(path.name for path in chinese.glob("*.csv")), "both languages have the same tables")
    for name in names:
        raw = (chinese / name).read_bytes()
        expect(raw.startswith(b"\xef\xbb\xbf"), f"{name} begins with the mark that was asked for")
        header = raw.decode("utf-8-sig").splitlines()[0]
        expect(header == (folder / name).read_text(encoding="utf-8").splitlines()[0], f"{name} has one header")

    def ask(sql):
        return duckdb.sql(sql).fetchall()

    def read(name):
        return f"read_csv('{folder / name}.csv', header=true)"

    week = report["compliance"]["total"]["week"]
    expect(ask(f"select due, met, late, overdue from {read('compliance')} where line = 'total'")
           == [(week["due"], week["met"], week["late"], week["overdue"])], "the total is the report's")
    expect(ask(f"select count(*), sum(late_elapsed_s), sum(own_s + inherited_s) from {read('misses')}")
           == [(week["late"] + week["overdue"], *[sum(miss["late_s"] for miss in report["misses"])] * 2)], "the misses add up")
    for line in ("supplier", "customer", "pair", "obligation", "agreement"):
        expect(ask(f"select sum(due), sum(met), sum(late + overdue) from {read('compliance')} where line = '{line}'")
               == [(week["due"], week["met"], week["late"] + week["overdue"])], f"{line}s add up to the total")
    expect(ask(f"select typeof(due_local), typeof(late_working_s) from {read('overdue')} limit 1") == [("TIMESTAMP", "BIGINT")],
           "local times are times, and seconds are numbers")
    periods = ask(f"select count(*), count(distinct period) from {read('trend')} where line = 'total'")
    expect(periods[0][0] == periods[0][1] >= 12, "the trend has a row for each period")


folder = pathlib.Path(sys.argv[1])
report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
check_calendar(folder / "sales.ics", folder / "handoffs.csv")
check_workbook(folder / "week.xlsx")
schema = json.loads(pathlib.Path("report.schema.json").read_text(encoding="utf-8"))
wrong = list(jsonschema.Draft202012Validator(schema).iter_errors(report))
expect(not wrong, f"the report's JSON fits its schema: {wrong[:1]}")
check_metrics(folder / "metrics.txt", report)
check_tables(folder / "tables", folder / "tables-zh", report)
print(f"{passed} passed, {failures} failed")
sys.exit(1 if failures else 0)
