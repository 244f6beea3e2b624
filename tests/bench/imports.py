# SPDX-License-Identifier: GPL-3.0-or-later
"""The import against its further bars: two threads, a quoted file, a workbook, DuckDB. What is
compared runs in turn, because a machine has good and bad minutes; medians are told."""

import os
import shutil
import statistics
import zipfile

from usage import print_figure, run

SHEET_ROWS = 500_000
QUOTED_ROWS = 1_000_000
NAMES = ('Müller', 'Schmidt', 'Weiß', 'Böhm', 'Groß', 'Meier', 'Jäger', 'Fuchs')


def import_file(arguments, path, folder, *options, pin=()):
    """Into a new workspace, which is not measured."""
    workspace = os.path.join(folder, 'more.perennial')
    if os.path.exists(workspace):
        os.remove(workspace)
    run([arguments.cli, 'new', workspace, '--currency', 'EUR', '--quiet'])
    return run([*pin, arguments.cli, 'import', workspace, path, '--quiet', '--json', *options])


def measure_threads(arguments, csv, folder):
    """One thread on one processor against two on all."""
    if (os.cpu_count() or 1) < 2:
        print_figure('two threads', 'one processor')
        return
    pin = ['taskset', '-c', '0'] if shutil.which('taskset') else []
    one, two, ratios = [], [], []
    for _ in range(arguments.runs):
        one.append(import_file(arguments, csv, folder, '--threads', '1', pin=pin))
        two.append(import_file(arguments, csv, folder, '--threads', '2'))
        ratios.append(one[-1].wall / two[-1].wall)
    best = min(usage.wall for usage in one) / min(usage.wall for usage in two)
    print_figure('one thread, by the clock', f'{statistics.median(u.wall for u in one):.3f} s')
    print_figure('two threads, by the clock', f'{statistics.median(u.wall for u in two):.3f} s')
    print_figure('  times as fast, median of the pairs', f'{statistics.median(ratios):.2f}',
                 '≥ 1.6', statistics.median(ratios) >= 1.6)
    print_figure('  times as fast, best of each', f'{best:.2f}', '≥ 1.6', best >= 1.6)
    cost = statistics.median(u.cpu for u in two) / statistics.median(u.cpu for u in one)
    print_figure('  CPU of two ÷ CPU of one', f'{cost:.2f}')


def write_twins(folder):
    """The same rows as a plain file and as a German program writes them."""
    plain, quoted = os.path.join(folder, 'plain.csv'), os.path.join(folder, 'quoted.csv')
    state = 42
    with open(plain, 'w', encoding='utf-8', newline='') as a, \
            open(quoted, 'w', encoding='cp1252', newline='') as b:
        a.write('customer,date,amount,name\n')
        b.write('"customer";"date";"amount";"name"\n')
        for i in range(QUOTED_ROWS):
            state = (state * 6364136223846793005 + 1442695040888963407) & (2 ** 64 - 1)
            draw = state >> 33
            customer, name = 10000 + draw % 100000, NAMES[draw // 7 % 8]
            month, day = 1 + i * 12 // QUOTED_ROWS, 1 + i * 336 // QUOTED_ROWS % 28
            units, cents = 1 + draw // 3 % 2500, draw // 11 % 100
            thousands = f'{units // 1000}.{units % 1000:03}' if units >= 1000 else str(units)
            a.write(f'{customer},2024-{month:02}-{day:02},{units}.{cents:02},{name}\n')
            b.write(f'"{customer}";"{day:02}.{month:02}.2024";"{thousands},{cents:02}";"{name}"\n')
    return plain, quoted


def measure_quoted(arguments, folder):
    """Quotes, Windows-1252, day first and decimal comma against the same rows without."""
    paths = write_twins(folder)
    usages = [[], []]
    for _ in range(arguments.runs):
        for path, found in zip(paths, usages):
            found.append(import_file(arguments, path, folder, '--threads', '1'))
    plain, quoted = (statistics.median(usage.cpu for usage in found) for found in usages)
    print_figure('1 M plain rows, CPU', f'{plain:.3f} s')
    print_figure('the same quoted, cp1252, 1.234,56, CPU', f'{quoted:.3f} s')
    print_figure('  times as much', f'{quoted / plain:.2f}', '≤ 2', quoted <= 2 * plain)
    for path in paths:
        os.remove(path)


BOOK = {
    '[Content_Types].xml':
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    '_rels/.rels':
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    'xl/workbook.xml':
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet '
        'name="Orders" sheetId="1" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
        'Target="styles.xml"/><Relationship Id="r3" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>'
        '</Relationships>',
    'xl/styles.xml':
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts '
        'count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/>'
        '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf '
        'numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
}


def write_workbook(folder):
    """Order, customer, date and amount with shared strings and a style for dates."""
    path = os.path.join(folder, 'orders.xlsx')
    customers = SHEET_ROWS // 10
    words = ['order_id', 'customer_id', 'date', 'amount'] + [f'C{i:07}' for i in range(customers)]
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        for name, text in BOOK.items():
            book.writestr(name, text)
        book.writestr('xl/sharedStrings.xml', '<sst xmlns="http://schemas.openxmlformats.org/'
                      'spreadsheetml/2006/main">' + ''.join(f'<si><t>{word}</t></si>'
                                                            for word in words) + '</sst>')
        with book.open('xl/worksheets/sheet1.xml', 'w') as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
                        b'main"><sheetData><row r="1">' + b''.join(
                            b'<c r="%c1" t="s"><v>%d</v></c>' % (65 + i, i) for i in range(4))
                        + b'</row>')
            for i in range(SHEET_ROWS):
                row = i + 2
                sheet.write(b'<row r="%d"><c r="A%d"><v>%d</v></c><c r="B%d" t="s"><v>%d</v></c>'
                            b'<c r="C%d" s="1"><v>%d</v></c><c r="D%d"><v>%d.%02d</v></c></row>'
                            % (row, row, 100000 + i, row, 4 + i * 7919 % customers, row,
                               45292 + i * 366 // SHEET_ROWS, row, 1 + i % 300, i % 100))
            sheet.write(b'</sheetData></worksheet>')
    return path


def measure_workbook(arguments, folder):
    """A sheet of half a million rows."""
    path = write_workbook(folder)
    usages = [import_file(arguments, path, folder, '--threads', '1')
              for _ in range(arguments.runs)]
    cpu = statistics.median(usage.cpu for usage in usages)
    peak = max(usage.peak for usage in usages) / 1e6
    print_figure('xlsx of 500,000 rows, CPU', f'{cpu:.2f} s', '≤ 10 s', cpu <= 10)
    print_figure('  peak memory', f'{peak:.0f} MB', '≤ 300 MB', peak <= 300)
    os.remove(path)


DUCKDB = """
const { DuckDBInstance } = require('@duckdb/node-api');
(async () => {
  if (process.argv.length < 4) return;
  const instance = await DuckDBInstance.create(process.argv[3], { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE t AS SELECT * FROM read_csv('${process.argv[2]}')`);
  const types = await connection.runAndReadAll('SELECT data_type FROM information_schema.columns');
  console.log(types.getRows().join(' '));
  connection.closeSync();
})();
"""


def measure_duckdb(arguments, csv, folder):
    """Its typed read of the same file, by its Node module, less an empty start of that."""
    node, module = shutil.which('node'), arguments.duckdb
    if node is None or module is None or not os.path.isdir(
            os.path.join(module, 'node_modules', '@duckdb', 'node-api')):
        print_figure('DuckDB, CPU', 'not there', 'npm i @duckdb/node-api, --duckdb FOLDER')
        return
    script = os.path.join(folder, 'duckdb.cjs')
    with open(script, 'w', encoding='utf-8') as file:
        file.write(DUCKDB)
    os.environ['NODE_PATH'] = os.path.join(os.path.abspath(module), 'node_modules')
    database = os.path.join(folder, 'duck.db')
    peers, ours = [], []
    for _ in range(arguments.runs):
        if os.path.exists(database):
            os.remove(database)
        empty = run([node, script])
        usage = run([node, script, csv, database])
        peers.append(usage.cpu - empty.cpu)
        ours.append(import_file(arguments, csv, folder, '--threads', '1').cpu)
    peer, mine = statistics.median(peers), statistics.median(ours)
    print_figure('DuckDB, CPU', f'{peer:.3f} s', usage.output.strip()[:28])
    print_figure('  times as much', f'{peer / mine:.1f}', '≥ 4', peer / mine >= 4)
    os.remove(database)


def measure_more_imports(arguments, csv, folder):
    """All of them."""
    measure_duckdb(arguments, csv, folder)
    measure_threads(arguments, csv, folder)
    measure_quoted(arguments, folder)
    measure_workbook(arguments, folder)
