# SPDX-License-Identifier: GPL-3.0-or-later
"""Files whose bytes are the matter: encodings, quotes, line ends, containers, sizes, odd
names, and what is no table at all."""
import bz2
import gzip
import lzma
import os
import zipfile


def write(folder, name, content):
    """Writes text or bytes and returns the path."""
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return path


# Four orders of three customers, 1353.31 in all.
GERMAN = ("Kunde;Datum;Betrag;Bestellnummer;Währung\n"
          "Müller;05.03.2025;12,50;1001;EUR\nGröße;16.03.2025;1.234,56;1002;EUR\n"
          "Weiß;27.04.2025;99,00;1003;EUR\nMüller;01.05.2025;7,25;1004;EUR\n")
SIGNS = GERMAN.replace(",50;", ",50 €;").replace(",56;", ",56 €;").replace(
    ",00;", ",00 €;").replace(",25;", ",25 €;")

# Three orders of two customers, 1346.06 in all.
ROWS = [("c1", "2025-03-05", "12.50", "1001"), ("c2", "2025-03-16", "1234.56", "1002"),
        ("c1", "2025-04-27", "99.00", "1003")]
HEADER = ("customer", "date", "amount", "order")


def table(delimiter=",", end="\n"):
    """The three orders as text."""
    return "".join(delimiter.join(row) + end for row in [HEADER, *ROWS])


def utf8(folder):
    """As most shops export."""
    return write(folder, "utf8.csv", GERMAN)


def utf8_mark(folder):
    """With the mark that spreadsheets want."""
    return write(folder, "mark.csv", b"\xef\xbb\xbf" + GERMAN.encode())


def utf16le(folder):
    """Little endian, without a mark."""
    return write(folder, "wide.csv", GERMAN.encode("utf-16-le"))


def utf16be(folder):
    """Big endian, without a mark."""
    return write(folder, "wide.csv", GERMAN.encode("utf-16-be"))


def utf16le_mark(folder):
    """“Unicode text” of a spreadsheet."""
    return write(folder, "wide.txt", b"\xff\xfe" + GERMAN.encode("utf-16-le"))


def utf16be_mark(folder):
    """The same the other way round."""
    return write(folder, "wide.txt", b"\xfe\xff" + GERMAN.encode("utf-16-be"))


def cp1252(folder):
    """Windows, with the euro sign and a pound in a name."""
    return write(folder, "windows.csv", SIGNS.replace("Weiß", "Weiß £").encode("cp1252"))


def latin9(folder):
    """ISO-8859-15: the euro sign where Windows has another sign."""
    return write(folder, "latin9.csv", SIGNS.encode("iso-8859-15"))


def latin9_words(folder):
    """ISO-8859-15 that only the letter œ gives away."""
    return write(folder, "mots.csv", "client,date,montant,commande\nSœur,2025-03-05,12.50,1\n"
                                     "Cœur,2025-03-06,13.50,2\nSœur,2025-03-07,4.00,3\n"
                 .encode("iso-8859-15"))


def shift_jis(folder):
    """Japanese of Windows, with signs that the standard lacks."""
    return write(folder, "jp.csv", "order_id,date,amount,customer\n1,2025-03-01,1000,山田太郎\n"
                                   "2,2025-03-02,2000,髙橋①ソ表能\n3,2025-03-03,500,山田太郎\n"
                 .encode("cp932"))


def damaged(text):
    """UTF-8 that was read as Windows-1252."""
    undefined = {0x81, 0x8d, 0x8f, 0x90, 0x9d}
    return "".join(chr(byte) if byte in undefined else bytes([byte]).decode("cp1252")
                   for byte in text.encode())


def mojibake(folder):
    """Opened in the wrong encoding and saved again: WÃ¤hrung, 12,50 â‚¬."""
    return write(folder, "damaged.csv", damaged(SIGNS))


def mojibake_products(folder):
    """Only in names, so that everything can be read all the same: 1Ã— Tasse."""
    return write(folder, "items.csv", damaged(
        "customer,date,amount,order,product\nMüller,2025-03-05,12.50,1,1× Tasse\n"
        "Größe,2025-03-06,7.50,2,2× Teller\nMüller,2025-03-07,1.00,3,Löffel\n"))


def mixed_encodings(folder):
    """Months in UTF-8 and in Windows-1252, joined."""
    lines = GERMAN.splitlines(keepends=True)
    return write(folder, "joined.csv", "".join(lines[:3]).encode()
                 + "".join(lines[3:]).encode("cp1252"))


def comma(folder):
    """The plainest."""
    return write(folder, "plain.csv", table())


def semicolon(folder):
    """Of countries with a decimal comma."""
    return write(folder, "semicolon.csv", GERMAN)


def tab_txt(folder):
    """Tabs in a text file."""
    return write(folder, "tabs.txt", table("\t"))


def pipe(folder):
    """Vertical bars."""
    return write(folder, "bars.txt", table("|"))


def quoted_hint(folder):
    """The hint of spreadsheets in quotes."""
    return write(folder, "hint.csv", '"sep=|"\n' + table("|"))


def delimiter_in_quotes(folder):
    """Other delimiters in a quoted note."""
    return write(folder, "notes.csv", "".join(
        ",".join(row) + end for row, end in
        zip([HEADER, *ROWS], [",note\n"] + [',"a;b, c;d|e"\n'] * 3)))


def doubled_quotes(folder):
    """Quotes in quotes, and a line end."""
    return write(folder, "quotes.csv", "".join(
        ",".join(row) + end for row, end in
        zip([HEADER, *ROWS], [",note\n"] + [',"one\n""two"", three"\n'] * 3)))


def unclosed_quote(folder):
    """A quote that opens late and closes nowhere: row 90,000 of 100,000."""
    return write(folder, "late.csv", "customer,date,amount,order,note\n" + "".join(
        f'c{n % 1000},2025-03-05,1.00,{n},{chr(34) if n == 90000 else ""}x\n'
        for n in range(1, 100001)))


def apostrophes(folder):
    """What spreadsheets put before digits to keep them; a name that begins so stays."""
    return write(folder, "guards.csv", "customer,date,amount,order\n'17850,2025-03-05,12.50,'1001\n"
                                       "17850,'2025-03-06,'13.50,1002\n"
                                       "'t Hooft,2025-03-07,1.00,1003\n")


def ends_with_delimiter(folder):
    """A delimiter behind each row, the header too."""
    return write(folder, "trailing.csv", table(end=",\n"))


def rows_end_with_delimiter(folder):
    """A delimiter behind each row, but not behind the header."""
    return write(folder, "trailing.csv", table().replace("\n", ",\n").replace(",\n", "\n", 1))


def ragged(folder):
    """Short and long rows: two that cannot be used."""
    return write(folder, "ragged.csv", "customer,date,amount,order,note\n"
                                       "c1,2025-03-05,12.50,1001,x\nc2,2025-03-06\n"
                                       "c3,2025-03-07,5.00,1003\nc4,2025-03-08,6.00,1004,x,more\n"
                                       "c5,2025-03-09,7.00,1005,x,,\n")


def nul(folder):
    """A NUL byte in one row, letters beyond ASCII in another."""
    return write(folder, "nul.csv", "customer,date,amount,order\nMüller,2025-03-05,12.50,1\n"
                                    "b\0,2025-03-06,1.00,2\nc,2025-03-07,5.00,3\n")


def line_feed(folder):
    """As Unix writes."""
    return write(folder, "lf.csv", table())


def carriage_return_line_feed(folder):
    """As Windows writes."""
    return write(folder, "crlf.csv", table(end="\r\n"))


def carriage_return(folder):
    """As old Macintosh programs write."""
    return write(folder, "cr.csv", table(end="\r"))


def mixed_ends(folder):
    """All of them, and none at the end."""
    lines = table().split("\n")
    return write(folder, "mixed.csv", lines[0] + "\r\n" + lines[1] + "\r" + lines[2] + "\n"
                 + lines[3])


def no_final_end(folder):
    """The last line has no end."""
    return write(folder, "last.csv", table().rstrip("\n"))


def title_lines(folder):
    """A report with a title above."""
    return write(folder, "report.csv", "My shop: orders\nExported 2025-05-01 by Anna\n\n"
                 + table())


def empty_lines(folder):
    """Empty lines above, between and below."""
    return write(folder, "gaps.csv", "\n\n" + table(end="\n\n"))


def empty_cells(folder):
    """Rows that a spreadsheet saved empty."""
    return write(folder, "emptied.csv", "Report,,,\n,,,\n" + table() + ",,,\n" * 20)


def padded_preamble(folder):
    """Lines above the table that a spreadsheet filled up to its width."""
    return write(folder, "padded.csv", "Shop report,,,\nExported by,Anna,,\nFrom,2025-03-01,,\n"
                                       ",,,\n" + table())


def index_column(folder):
    """A first column without a name."""
    return write(folder, "index.csv", "".join(
        ",".join(row) + "\n" for row in [("", *HEADER)]
        + [(str(n), *row) for n, row in enumerate(ROWS)]))


def salesforce_footer(folder):
    """A report that ends with totals and notes."""
    return write(folder, "report.csv", (
        "Account Name,Opportunity Name,Stage,Amount,Close Date\n"
        '"Acme","Deal A","Closed Won","1000.00","2025-03-05"\n'
        '"Beta","Deal B","Closed Won","2000.00","2025-03-16"\n'
        '"Acme","Deal C","Closed Won","500.00","2025-04-27"\n\n'
        '"Grand Totals (3 records)"\n"Confidential Information - Do Not Distribute"\n'
        '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'))


def total_row(folder):
    """A row of totals in the table's own shape."""
    return write(folder, "total.csv", table() + "Total,,1346.06,\n")


def repeated_header(folder):
    """Two months joined with their headers."""
    return write(folder, "joined.csv", table() + table().replace("100", "200"))


def repeated_header_quoted(folder):
    """The second month quotes its header."""
    return write(folder, "joined.csv", table() + '"Customer","Date","Amount","Order"\n'
                 + "".join(",".join(row).replace("100", "200") + "\n" for row in ROWS))


def months_with_titles(folder):
    """Each month with a title of its own."""
    return write(folder, "months.csv", "Orders March\n" + table() + "\nOrders April\n"
                 + table().replace("100", "200"))


def gzipped(folder):
    """Compressed by gzip."""
    return write(folder, "orders.csv.gz", gzip.compress(table().encode()))


def bzipped(folder):
    """Compressed by bzip2."""
    return write(folder, "orders.csv.bz2", bz2.compress(table().encode()))


def xz_compressed(folder):
    """Compressed by xz."""
    return write(folder, "orders.csv.xz", lzma.compress(table().encode()))


def zstd_compressed(folder):
    """Compressed by Zstandard: the frame holds the text as it is."""
    text = table().encode()
    frame = b"\x28\xb5\x2f\xfd\x20" + bytes([len(text)])
    return write(folder, "orders.csv.zst", frame + (len(text) << 3 | 1).to_bytes(3, "little")
                 + text)


def seven_zip(folder):
    """Not unpacked here."""
    return write(folder, "orders.7z", b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(24))


def zip_of_two(folder):
    """An archive of two years; the second repeats the last order of the first."""
    path = os.path.join(folder, "years.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", "Orders of two years,\nfrom the shop.\nAsk Bo.\n")
        archive.writestr("2024.csv", table())
        archive.writestr("2025.csv", "customer,date,amount,order\nc1,2025-04-27,99.00,1003\n"
                                     "c3,2025-05-01,10.00,1004\n")
    return path


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def cell(value, style=0):
    """A cell of a sheet: a text, a number, or what is given as markup."""
    if isinstance(value, str) and value.startswith("<"):
        return value
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>' if value else "<c/>"
    return f'<c s="{style}"><v>{value}</v></c>'


def day(serial):
    """A cell that shows a number of days as a date."""
    return cell(serial, 1)


def workbook(folder, name, sheets, tail="", attributes=""):
    """Sheets by name; each a list of rows."""
    path = os.path.join(folder, name)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("_rels/.rels", f'<Relationships><Relationship Id="r" Type="{OFFICE}'
                                     '/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        book.writestr("xl/workbook.xml", f'<workbook {MAIN} xmlns:r="r"><workbookPr {attributes}/>'
                      "<sheets>" + "".join(f'<sheet name="{title}" r:id="r{number}"/>'
                                           for number, title in enumerate(sheets))
                      + "</sheets></workbook>")
        book.writestr("xl/_rels/workbook.xml.rels", "<Relationships>" + "".join(
            f'<Relationship Id="r{number}" Type="{OFFICE}/worksheet" '
            f'Target="worksheets/s{number}.xml"/>' for number in range(len(sheets)))
            + f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>')
        book.writestr("xl/styles.xml", f'<styleSheet {MAIN}><cellXfs><xf numFmtId="0"/>'
                                       '<xf numFmtId="14"/></cellXfs></styleSheet>')
        for number, rows in enumerate(sheets.values()):
            book.writestr(f"xl/worksheets/s{number}.xml", f"<worksheet {MAIN}><sheetData>"
                          + "".join("<row>" + "".join(map(cell, row)) + "</row>" for row in rows)
                          + f"</sheetData>{tail}</worksheet>")
    return path


def xlsx(folder):
    """One sheet: dates by their style, an amount by a formula with its value."""
    return workbook(folder, "orders.xlsx", {"Orders": [
        list(HEADER), ["c1", day(45721), 12.5, "1001"],
        ["c2", day(45732), "<c><f>C2*2</f><v>1234.56</v></c>", "1002"],
        ["c1", day(45774), 99, "1003"]]})


def xlsx_1904(folder):
    """The calendar of old Macintosh programs: the same days."""
    return workbook(folder, "mac.xlsx", {"Orders": [
        list(HEADER), ["c1", day(45721 - 1462), 12.5, "1001"],
        ["c2", day(45732 - 1462), 1234.56, "1002"], ["c1", day(45774 - 1462), 99, "1003"]]},
        attributes='date1904="1"')


def xlsx_merged(folder):
    """Titles over groups of columns, merged, above the header."""
    return workbook(folder, "merged.xlsx", {"Orders": [
        ["Who", "", "What", ""], ["customer", "date", "amount", "order"],
        ["c1", day(45721), 12.5, "1001"], ["c2", day(45732), 1234.56, "1002"]]},
        '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="C1:D1"/></mergeCells>')


def xlsx_uncalculated(folder):
    """A formula that no program has calculated, and a number of 16 digits as an id."""
    return workbook(folder, "made.xlsx", {"Orders": [
        list(HEADER), [4012888888881881, day(45721), 12.5, "1001"],
        ["c2", day(45732), "<c><f>C2*2</f></c>", "1002"], ["c1", day(45774), 99, "1003"]]})


def xlsx_overlapping(folder):
    """Two years of an online shop as two sheets that share nine days in December."""
    head = ["Invoice", "StockCode", "Quantity", "InvoiceDate", "Customer ID", "Amount"]
    shared = [["536001", "B", 1, day(40517), 17851, 10], ["536002", "B", 1, day(40521), 17850, 7]]
    return workbook(folder, "retail.xlsx", {
        "Year 2009-2010": [head, ["536000", "A", 2, day(40513), 17850, 3], *shared],
        "Year 2010-2011": [head, *shared, ["536003", "C", 3, day(40522), 17852, 12]]})


def xlsx_in_zip(folder):
    """A workbook in an archive, beside a note."""
    book = xlsx(folder)
    path = os.path.join(folder, "mail.zip")
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(book, "orders.xlsx")
        archive.writestr("README.txt", "Please find the orders.\n")
    return path


def ods(folder):
    """An OpenDocument spreadsheet."""
    path = os.path.join(folder, "orders.ods")
    kinds = ('office:value-type="string"><text:p>{0}</text:p>',
             'office:value-type="date" office:date-value="{0}">',
             'office:value-type="float" office:value="{0}">')
    rows = "".join("<table:table-row>" + "".join(
        "<table:table-cell " + kinds[kind].format(value) + "</table:table-cell>"
        for kind, value in zip((0, 1, 2, 0), row)) + "</table:table-row>" for row in ROWS)
    head = "".join("<table:table-cell " + kinds[0].format(name) + "</table:table-cell>"
                   for name in HEADER)
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", (
            '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">'
            '<office:body><office:spreadsheet><table:table table:name="Orders"><table:table-row>'
            f"{head}</table:table-row>{rows}</table:table></office:spreadsheet></office:body>"
            "</office:document-content>"))
    return path


def cut_at_limit(folder):
    """As many lines as a sheet has rows."""
    return write(folder, "cut.csv", "customer,date,amount,order\n" + "".join(
        f"c{n % 5000},2025-03-05,1.00,{n}\n" for n in range(1, 1048576)))


def no_bytes(folder):
    """Nothing at all."""
    return write(folder, "empty.csv", "")


def only_header(folder):
    """A header without rows."""
    return write(folder, "header.csv", "customer,date,amount,order\n")


def only_blanks(folder):
    """Lines without anything in them."""
    return write(folder, "blank.csv", "\n\n \n")


def one_customer(folder):
    """One order of one customer."""
    return write(folder, "one.csv", "customer,date,amount\nc1,2025-03-05,12.50\n")


def thousand_rows(folder):
    """A thousand orders of a hundred customers."""
    return write(folder, "thousand.csv", "customer,date,amount,order\n" + "".join(
        f"c{n % 100},2025-{n % 12 + 1:02}-05,{n}.25,{n}\n" for n in range(1, 1001)))


def million_rows(folder):
    """A million orders of ten thousand customers."""
    return write(folder, "million.csv", "customer,date,amount,order\n" + "".join(
        f"c{n % 10000},2025-{n % 12 + 1:02}-05,1.50,{n}\n" for n in range(1000000)))


def odd_name(folder):
    """Blanks and letters beyond ASCII in the folder and in the name."""
    inner = os.path.join(folder, "Größe 日本")
    os.makedirs(inner, exist_ok=True)
    return write(inner, "Bestellungen  März 2025 #1 (neu).csv", table())


def long_name(folder):
    """The longest name that a file system has."""
    return write(folder, "ü" * 125 + ".csv", table())


def a_folder(folder):
    """A folder with the name of a file."""
    path = os.path.join(folder, "folder.csv")
    os.makedirs(path, exist_ok=True)
    return path


def a_pipe(folder):
    """A named pipe that nobody writes to."""
    path = os.path.join(folder, "pipe.csv")
    os.mkfifo(path)
    return path


def nowhere(folder):
    """A name without a file."""
    return os.path.join(folder, "nowhere.csv")


def pdf(folder):
    """A printed report."""
    return write(folder, "report.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")


def png(folder):
    """A picture."""
    return write(folder, "orders.png", b"\x89PNG\r\n\x1a\n" + bytes(32))


def html_as_xls(folder):
    """What some shops call a workbook."""
    return write(folder, "orders.xls", '<meta charset="utf-8"><table><tr><td>customer</td></tr>'
                                       "</table>")


def sign_in_page(folder):
    """A page in place of the file."""
    return write(folder, "orders.csv", "\n<!DOCTYPE html>\n<html><head><title>Sign in</title>")


def xml_as_xls(folder):
    """A workbook of 2003 in XML."""
    return write(folder, "orders.xls", '<?xml version="1.0"?>\n<?mso-application progid="Excel'
                                       '.Sheet"?>\n<Workbook/>')


def old_xls(folder):
    """A workbook of before 2007: a directory of streams, one of them “Workbook”."""
    head = bytearray(1024)
    head[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    head[30:32] = (9).to_bytes(2, "little")
    head[48:52] = bytes(4)
    name = "Workbook".encode("utf-16-le")
    head[512:512 + len(name)] = name
    return write(folder, "orders.xls", bytes(head))


def ancient_xls(folder):
    """A workbook of before 1997: one stream."""
    return write(folder, "orders.xls", b"\x09\x08\x08\x00\x00\x05\x10\x00" + bytes(64))


def json_text(folder):
    """Names and values, spread over lines."""
    return write(folder, "orders.json", '[\n  {\n    "id": 1\n  }\n]\n')


def sql_text(folder):
    """A copy of a database."""
    return write(folder, "shop.sql", "-- MySQL dump 10.13\nDROP TABLE IF EXISTS `orders`;\n")


def letter(folder):
    """Prose, with a comma here and there."""
    return write(folder, "letter.txt", "Dear all,\nthis is a letter and not a table.\n"
                                       "It has some lines, and some commas.\nKind regards\n")


def fixed_width(folder):
    """Columns that are parted by blanks."""
    return write(folder, "fixed.txt", " 00001  1 19970101  1   11.77\n 00002  1 19970112  1   "
                                      "12.00\n 00002  1 19970112  5   77.00\n")


def word_document(folder):
    """A letter."""
    path = os.path.join(folder, "orders.docx")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<x/>")
    return path
