"""Makes a company of any size, to see how its page holds: `company.py DEPARTMENTS CASES DIRECTORY`.

Writes `agreements.toml` and `log.csv`. Every department owes something to the next one and to one further off, and what it
owes the next one needs what it is owed itself; about one delivery in twelve comes late, and one in forty never.
"""

import datetime
import pathlib
import random
import sys

departments, cases, directory = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
directory.mkdir(parents=True, exist_ok=True)
rng = random.Random(departments * 1_000_003 + cases)
zone = datetime.timezone(datetime.timedelta(hours=8))

with open(directory / "agreements.toml", "w", encoding="utf-8") as out:
    out.write(
        "format = 1\n\n[agreement]\nid = \"all\"\ncalendar = \"office\"\nobjective = { on-time = 0.9, over = \"4 weeks\" }\n"
        "in-force = { from = 2026-01-01 }\n\n"
        "[calendar.office]\ntimezone = \"Asia/Shanghai\"\nweek = { mon-fri = [\"09:00-18:00\"] }\n\n"
    )
    for n in range(departments):
        out.write(f'[[department]]\nid = "d{n:03}"\nname = {{ en = "Department {n:03}", zh = "第{n:03}部门" }}\n\n')
        out.write(f'[[milestone]]\nid = "m{n:03}"\n\n')
    for n in range(departments):
        next_one, further = (n + 1) % departments, (n * 7 + 3) % departments
        common = f'supplier = "d{n:03}"\ndue = "within 2 business days of m{n:03}"\n'
        common += 'escalate = [{ to = "director", when = "2 business days after" }]\n\n'
        out.write(
            f'[[obligation]]\nid = "d{n:03}.goods"\ncustomer = "d{next_one:03}"\n'
            f'deliverable = {{ en = "Goods {n:03}", zh = "货物{n:03}" }}\n{common}'
        )
        if further not in (n, next_one):
            out.write(
                f'[[obligation]]\nid = "d{n:03}.papers"\ncustomer = "d{further:03}"\nneeds = ["d{n:03}.goods"]\n'
                f'deliverable = {{ en = "Papers {n:03}", zh = "文件{n:03}" }}\n{common}'
            )

first = datetime.datetime(2026, 6, 1, 9, tzinfo=zone)
with open(directory / "log.csv", "w", encoding="utf-8") as out:
    out.write("event,at,case,obligation\n")
    for case in range(cases):
        n = rng.randrange(departments)
        opened = first + datetime.timedelta(minutes=rng.randrange(175 * 24 * 60))
        out.write(f"m{n:03},{opened.isoformat()},c{case},\n")
        further = (n * 7 + 3) % departments
        names = ["goods"] + (["papers"] if further not in (n, (n + 1) % departments) else [])
        for name in names:
            days = rng.choice([0.3] * 6 + [1.0] * 5 + [6.0])
            if rng.randrange(40):
                at = opened + datetime.timedelta(days=days + rng.random() / 2)
                out.write(f"delivered,{at.isoformat()},c{case},d{n:03}.{name}\n")
