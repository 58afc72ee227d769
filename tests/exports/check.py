"""Reads the exports back with programs that nobody here wrote: `check.py CALENDAR.ics WORKBOOK.xlsx HANDOFFS.csv`.

The calendar, read by Python's icalendar, has the coming deadlines that the handoffs program prints, each at its instant, with
a UID of its own and its alarm before it. The workbook, read by openpyxl, has real tables, dates that are dates, shares
that are numbers, and colours where a share is below its objective.
"""

import csv
import datetime
import sys

import icalendar
import openpyxl

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
    for sheet in workbook.worksheets:
        expect(len(sheet.tables) == 1, f"{sheet.title} is a table")
        if sheet.conditional_formatting:
            seen.add("colours")
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                expect(cell.data_type != "f", f"{sheet.title}!{cell.coordinate} is no formula") if cell.data_type == "f" else None
                if isinstance(cell.value, datetime.datetime) and cell.is_date:
                    seen.add("dates")
                if isinstance(cell.value, (int, float)) and cell.number_format == "0.0%":
                    seen.add("shares")
                    expect(0 <= cell.value <= 1, f"{sheet.title}!{cell.coordinate} is a share")
    expect(seen == {"colours", "dates", "shares"}, f"dates, shares and colours are there: {seen}")


check_calendar(sys.argv[1], sys.argv[3])
check_workbook(sys.argv[2])
print(f"{passed} passed, {failures} failed")
sys.exit(1 if failures else 0)
