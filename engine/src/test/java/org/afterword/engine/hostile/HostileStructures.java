package org.afterword.engine.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Too much of what MIME and header fields are made of. */
final class HostileStructures {
    /** A keyword that the rules of a test may look for. */
    static final String KEYWORD = "{sig}";

    private static final String CRLF = "\r\n";
    private static final String TO = "To: Ben <ben@fabrikam.example>\r\n";
    private static final String HEAD = "From: Anna <anna@contoso.example>\r\n" + TO;

    private HostileStructures() {}

    static List<HostileMail> all() {
        return Stream.of(headers(), contentTypes(), subjects(), addresses(), parts(), encodings(), charsets())
                .flatMap(List::stream)
                .toList();
    }

    private static List<HostileMail> headers() {
        return List.of(
                inHeader("fields", "", "a:\r\n", ""),
                inHeader("fields ended by line feeds", "", "a:\n", ""),
                inHeader("lines that are no field", "", "a\r\n", ""),
                inHeader("mbox separators", "", "From me: x\r\n", ""),
                inHeader("one long field", "X-Long: ", "x", CRLF),
                inHeader("one long name", "X", "x", ": y\r\n"),
                inHeader("one folded field", "X-Folded: x\r\n", " x\r\n", ""),
                inHeader("one field folded at nothing", "X-Folded: x\r\n", "\t\n", ""),
                inHeader("a field of bare carriage returns", "X-Bare: ", "x\r", CRLF),
                inHeader("a field of nulls", "X-Null: ", "\0", CRLF),
                inHeader("Received", "", "Received: from a by b; Thu, 1 Jan 2026 00:00:00 +0000\r\n", ""),
                inHeader("one long Received", "Received: ", "from a by b ", CRLF),
                inHeader("References", "References: <a@b.example>\r\n", " <a@b.example>\r\n", ""),
                inHeader("many References", "", "References: <a@b.example>\r\n", ""),
                inHeader("In-Reply-To of spaces", "In-Reply-To:", " ", "x\r\n"),
                inHeader("Thread-Index", "Thread-Index: ", "AdWx", CRLF),
                inHeader("Thread-Topic", "Thread-Topic: ", "=?utf-8?Q?a?= ", CRLF),
                inHeader("a program's name", "X-Mailer: ", "mobil ", CRLF),
                inHeader("a message's id", "Message-ID: <", "00000000-0000-", "@proton>\r\n"),
                inHeader("the MIME version", "MIME-Version: ", "(1.0", CRLF),
                inHeader("seals", "", "DKIM-Signature: v=1; b=x\r\n", ""),
                inHeader("what a seal covers", "DKIM-Signature: v=1; h=", "subject:", "; b=x\r\n"),
                inHeader("tags of a seal", "ARC-Message-Signature: v=1", ";h=a", CRLF),
                inHeader("routing codes", "", "X-Afterword-Auth: x\r\n", ""),
                inHeader("routing codes between fields", "", "X-Afterword-Auth: x\r\na:\r\n", ""),
                inHeader("marks that are not true", "", "X-Afterword-MessageProcessed: no\r\n", ""),
                inHeader("automatic fields", "", "Auto-Submitted: no\r\nPrecedence: list\r\n", ""),
                inHeader("approvals", "", "X-MS-Exchange-Organization-Approva: x\r\n", ""),
                inHeader("fields of lists", "", "Lis-Id: x\r\nPrecedence: normal\r\n", ""),
                inHeader("senders", "", "Sender: <systemmailbox@contoso.example>\r\n", ""),
                inHeader("content classes", "Content-Class: ", "urn:content-classes:message ", CRLF),
                new HostileMail("a header without an end", size -> bytes(HEAD + "a: b\r\n".repeat(size / 6))),
                new HostileMail("an endless line", size -> bytes(HEAD + "a: " + "b".repeat(size))));
    }

    private static List<HostileMail> contentTypes() {
        return List.of(
                inHeader("Content-Type of semicolons", "Content-Type: text/plain", ";", CRLF),
                inHeader("Content-Type of semicolons before a sign", "Content-Type: text/plain", ";", "=\r\n"),
                inHeader("Content-Type of signs", "Content-Type: text/plain;", "=", CRLF),
                inHeader("Content-Type of parameters", "Content-Type: text/plain", ";a=1", CRLF),
                numbered("Content-Type of names", "Content-Type: text/plain", i -> ";a" + i + "=1", CRLF),
                numbered("pieces of nothing", "Content-Type: text/plain", i -> ";a*" + i + "*0=1", CRLF),
                numbered("pieces of one name", "Content-Type: text/plain", i -> ";name*" + i + "=x", CRLF),
                numbered("extended names", "Content-Type: text/plain", i -> ";a" + i + "*=utf-8''x", CRLF),
                inHeader("Content-Type of two values", "Content-Type: text/plain", ";a=1;a=2", CRLF),
                inHeader("a quote that is not closed", "Content-Type: text/plain; a=\"", "x;", CRLF),
                inHeader("a quote of escapes", "Content-Type: text/plain; a=\"", "\\\"", "\"\r\n"),
                inHeader("quotes", "Content-Type: text/plain; a=", "\"", CRLF),
                inHeader("comments in comments", "Content-Type: text/plain", "(", CRLF),
                inHeader("comments", "Content-Type: text/plain", "(;)", CRLF),
                inHeader("a long media type", "Content-Type: text/", "plain/", CRLF),
                inHeader("a long charset", "Content-Type: text/plain; charset=", "utf-8-", CRLF),
                inHeader("a charset between spaces", "Content-Type: text/plain;", " ", "charset=us-ascii\r\n"),
                inHeader("charsets in quotes", "Content-Type: text/plain", "; x=\"charset=\"", CRLF),
                inHeader("many Content-Types", "", "Content-Type: text/plain\r\n", ""),
                inHeader("Content-Disposition of semicolons", "Content-Disposition: inline", ";", CRLF),
                inHeader("Content-Disposition of parameters", "Content-Disposition: inline", ";a=1", CRLF),
                numbered("Content-Disposition of pieces", "Content-Disposition: inline", i -> ";a*" + i + "*0=1", CRLF),
                inHeader("a long file name", "Content-Disposition: inline; filename=", "a.", "txt\r\n"),
                inHeader("a long transfer encoding", "Content-Transfer-Encoding: ", "7bit ", CRLF));
    }

    private static List<HostileMail> subjects() {
        return List.of(
                subject("replies", "", "Re: ", ""),
                subject("replies without spaces", "", "Re:", ""),
                subject("folded forwards", "x", "\r\n Fw:", ""),
                subject("counted replies", "", "Re[2]: ", ""),
                subject("colons", "", ":", ""),
                subject("a letter and spaces", "a", " ", "b"),
                subject("keywords", "", KEYWORD + " ", ""),
                subject("keywords without spaces", "", KEYWORD, ""),
                subject("a keyword behind spaces", "a", " ", KEYWORD),
                subject("starts of a keyword", "", "{si", ""),
                subject("encoded words", "", "=?utf-8?Q?a?= ", ""),
                subject("encoded words of no charset", "", "=?x-none?Q?a?= ", ""),
                subject("encoded words without spaces", "", "=?utf-8?B?YQ==?=", ""),
                subject("starts of encoded words", "", "=? ", ""),
                subject("encoded words that do not end", "", "=?utf-8?Q?a ", ""),
                subject("one encoded word", "=?utf-8?Q?", "_", "?="),
                subject("one encoded word of escapes", "=?utf-8?Q?", "=C3=A4", "?="),
                subject("letters of no charset", "", "\u00e4", ""),
                new HostileMail(
                        "many subjects",
                        size -> bytes(HEAD + ("Subject: " + KEYWORD + CRLF).repeat(size / 16) + CRLF)));
    }

    private static List<HostileMail> addresses() {
        return List.of(
                from("parentheses", "(", "anna@contoso.example"),
                from("escaped parentheses", "(\\)", "anna@contoso.example"),
                from("comments", "()", "anna@contoso.example"),
                from("square brackets", "[", "anna@contoso.example"),
                from("angle brackets", "<", "anna@contoso.example"),
                from("quotes in angle brackets", "<\">", "anna@contoso.example"),
                from("quotes", "\"", "anna@contoso.example"),
                from("quotes with escapes", "\"\\\"", "anna@contoso.example"),
                from("groups", "a:", "anna@contoso.example"),
                from("groups that end", "a:;", "anna@contoso.example"),
                from("groups that go on", "a:;@", "anna@contoso.example"),
                from("groups that look ahead", "a:@", "anna@contoso.example"),
                from("commas", ",", "anna@contoso.example"),
                from("semicolons", ";", "anna@contoso.example"),
                from("at signs", "@", "anna@contoso.example"),
                from("backslashes", "\\", "anna@contoso.example"),
                from("carriage returns", "\r", "anna@contoso.example"),
                from("authors", "Anna <anna@contoso.example>, ", "anna@contoso.example"),
                inHeader("a sender of parentheses", "Sender: ", "(", CRLF),
                inHeader("recipients", "Cc: ", "Ben <ben@fabrikam.example>, ", "c@d.example\r\n"),
                numbered("different recipients", "Cc: ", i -> i + "@d.example, ", "c@d.example\r\n"),
                inHeader(
                        "recipients of one hash",
                        "Cc: ",
                        "AaAaBBBB@d.example, BBBBAaAa@d.example, ",
                        "c@d.example\r\n"),
                inHeader("fields of recipients", "", "Cc: c@d.example\r\n", ""),
                inHeader("recipients that do not close", "", "Bcc: " + "(".repeat(900) + CRLF, ""));
    }

    private static HostileMail subject(String name, String start, String unit, String end) {
        return new HostileMail(
                "subject of " + name,
                size -> bytes(HEAD + "Subject: " + start + repeated(unit, size) + end + CRLF + CRLF + "Hello"));
    }

    private static HostileMail from(String name, String unit, String end) {
        return new HostileMail(
                "author of " + name, size -> bytes("From: " + repeated(unit, size) + end + CRLF + TO + CRLF + "Hello"));
    }

    private static List<HostileMail> parts() {
        return List.of(
                multipart(
                        "parts whose header does not end",
                        size -> ("--b\r\na: " + "x".repeat(480) + CRLF).repeat(size / 489)),
                multipart("parts of nothing", size -> repeated("--b\r\n", size)),
                multipart("empty parts", size -> repeated("--b\r\n\r\n", size)),
                multipart("small parts", size -> repeated("--b\r\n\r\nx\r\n", size)),
                multipart("parts without an empty line", size -> repeated("--b\r\na\r\n", size)),
                multipart("parts of many fields", size -> repeated("--b\r\n" + "a:\r\n".repeat(1_000) + CRLF, size)),
                multipart(
                        "parts of one long field",
                        size -> repeated("--b\r\na:" + "x".repeat(9_000) + "\r\n\r\n", size)),
                multipart("texts", size -> repeated("--b\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>\r\n", size)),
                multipart(
                        "texts of no charset",
                        size -> repeated("--b\r\nContent-Type: text/plain; charset=x-none\r\n\r\nHello\r\n", size)),
                multipart(
                        "files",
                        size -> repeated(
                                "--b\r\nContent-Type: a/b; name=x\r\nContent-Disposition: attachment; filename=\"a.b\"\r\n\r\nx\r\n",
                                size)),
                multipart(
                        "pictures",
                        size -> hello()
                                + repeated("--b\r\nContent-Type: image/png\r\nContent-ID: <x>\r\n\r\nx\r\n", size)),
                multipart("endings", size -> repeated("--b--\r\n", size)),
                multipart("boundaries that begin alike", size -> repeated("--bb\r\n", size)),
                multipart("dashes", size -> repeated("--\r\n", size)),
                multipart("one line of dashes", size -> repeated("-", size)),
                multipart("lines of dashes", size -> repeated("-".repeat(1_020) + CRLF, size)),
                multipart("line feeds", size -> repeated("\n", size)),
                multipart("delimiters and spaces", size -> repeated("--b" + " ".repeat(1_000) + "x\r\n", size)),
                multipart("a text before the parts", size -> repeated("x\r\n", size) + hello()),
                multipart("a text behind the parts", size -> hello() + "--b--\r\n" + repeated("x\r\n", size)),
                new HostileMail("a long boundary", size -> boundary("b".repeat(size))),
                new HostileMail("a boundary of spaces", size -> boundary(" ".repeat(size) + "b")),
                new HostileMail("depth", size -> nested("mixed", size / 60, size / 60, "")),
                new HostileMail("depth of alternatives", size -> nested("alternative", size / 60, 40, "")),
                new HostileMail("depth of alternatives with texts", size -> nested("alternative", 40, 40, hello(size))),
                new HostileMail("depth of related", size -> nested("related; start=\"<x>\"", 40, 40, hello(size))),
                new HostileMail("depth and dashes", size -> nested("mixed", 40, 40, repeated("--c0001x\r\n", size))),
                new HostileMail("depth and long boundaries", HostileStructures::longBoundaries),
                new HostileMail("one boundary for all", HostileStructures::sameBoundary),
                new HostileMail(
                        "a digest",
                        size -> mail(
                                "Content-Type: multipart/digest; boundary=b\r\n",
                                repeated("--b\r\n\r\nFrom: a@b.example\r\n\r\nx\r\n", size))));
    }

    private static List<HostileMail> encodings() {
        return List.of(
                encoded("quoted-printable", "soft line breaks", size -> bytes(repeated("=\r\n", size))),
                encoded("quoted-printable", "soft line breaks with spaces", size -> bytes(repeated("= \t\n", size))),
                encoded(
                        "quoted-printable",
                        "a soft line break that does not come",
                        size -> bytes("=" + repeated(" ", size) + "x")),
                encoded("quoted-printable", "spaces", size -> bytes(repeated(" ", size) + "x")),
                encoded("quoted-printable", "spaces at line ends", size -> bytes(repeated("x  \r\n", size))),
                encoded("quoted-printable", "escapes", size -> bytes(repeated("=3D", size))),
                encoded("quoted-printable", "equals signs", size -> bytes(repeated("=", size))),
                encoded("quoted-printable", "one line", size -> bytes("<p>" + repeated("x ", size))),
                encoded("base64", "garbage", size -> bytes(repeated("!", size))),
                encoded("base64", "line ends", size -> bytes(repeated(CRLF, size))),
                encoded("base64", "padding", size -> bytes(repeated("YQ==", size))),
                encoded(
                        "base64",
                        "one line",
                        size -> Base64.getEncoder().encode(bytes("<p>" + repeated("x ", size * 3 / 4)))),
                encoded(
                        "base64",
                        "elements",
                        size -> Base64.getMimeEncoder().encode(bytes(repeated("<b>", size * 3 / 4)))),
                encoded("7bit", "one line of words", size -> bytes("<p>" + repeated("x ", size))),
                encoded("7bit", "spaces", size -> bytes("<p>" + repeated(" ", size) + "x")),
                encoded(
                        "x-uuencode",
                        "uuencode",
                        size -> bytes("begin 644 a\r\n" + repeated("M" + "'".repeat(60) + CRLF, size))));
    }

    private static List<HostileMail> charsets() {
        return List.of(
                inCharset("utf-7", "runs", size -> bytes(repeated("+AOQ-", size))),
                inCharset("utf-7", "one run", size -> bytes("+" + repeated("AOQA5ADk", size) + "-")),
                inCharset("utf-7", "plus signs", size -> bytes(repeated("+", size))),
                inCharset("utf-7", "elements", size -> bytes(repeated("+ADw-b+AD4-", size))),
                inCharset("iso-2022-jp", "shifts", size -> bytes(repeated("\u001b$B\u001b(B", size))),
                inCharset("iso-2022-jp", "escapes", size -> bytes(repeated("\u001b", size))),
                inCharset("iso-2022-jp", "letters", size -> bytes(repeated("\u001b$B$\"\u001b(B", size))),
                inCharset("iso-2022-kr", "shifts", size -> bytes("\u001b$)C" + repeated("\u000e\u000f", size))),
                inCharset("us-ascii", "unnamed shifts", size -> bytes(repeated("~{~}", size))),
                inCharset("utf-16", "letters", size -> repeated("x ", size / 2).getBytes(StandardCharsets.UTF_16)),
                inCharset(
                        "utf-16", "elements", size -> repeated("<b>", size / 2).getBytes(StandardCharsets.UTF_16)),
                inCharset("utf-8", "invalid bytes", size -> bytes(repeated("\u00ff", size))),
                inCharset("ibm037", "elements", size -> repeated("<b>", size).getBytes(Charset.forName("IBM037"))));
    }

    private static HostileMail inHeader(String name, String start, String unit, String end) {
        return new HostileMail(name, size -> mail(start + repeated(unit, size) + end, "Hello"));
    }

    private static HostileMail numbered(String name, String start, IntFunction<String> unit, String end) {
        return new HostileMail(name, size -> {
            StringBuilder units = new StringBuilder(size + 64);
            for (int i = 0; units.length() < size; i++) {
                units.append(unit.apply(i));
            }
            return mail(start + units + end, "Hello");
        });
    }

    private static HostileMail multipart(String name, IntFunction<String> body) {
        return new HostileMail(
                name,
                size -> mail("Content-Type: multipart/mixed; boundary=b\r\n", body.apply(size) + "\r\n--b--\r\n"));
    }

    private static HostileMail encoded(String encoding, String name, IntFunction<byte[]> body) {
        return html(encoding + " of " + name, "utf-8", encoding, body);
    }

    private static HostileMail inCharset(String charset, String name, IntFunction<byte[]> body) {
        return html(charset + " of " + name, charset, "8bit", body);
    }

    private static HostileMail html(String name, String charset, String encoding, IntFunction<byte[]> body) {
        String fields =
                "Content-Type: text/html; charset=" + charset + "\r\nContent-Transfer-Encoding: " + encoding + CRLF;
        return new HostileMail(name, size -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream(size + 1_000);
            out.writeBytes(mail(fields, ""));
            out.writeBytes(body.apply(size));
            return out.toByteArray();
        });
    }

    private static byte[] boundary(String boundary) {
        return mail(
                "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n",
                "--" + boundary + CRLF + CRLF + "Hello\r\n--" + boundary + "--\r\n");
    }

    /** @param closed how many of the multiparts have an end */
    private static byte[] nested(String subtype, int depth, int closed, String inside) {
        StringBuilder body = new StringBuilder(inside.length() + depth * 80);
        String fields = "Content-Type: multipart/" + subtype + "; boundary=c0000\r\n";
        for (int i = 1; i <= depth; i++) {
            body.append("--c%04d\r\nContent-Type: multipart/%s; boundary=c%04d\r\n\r\n".formatted(i - 1, subtype, i));
        }
        body.append("--c%04d\r\n\r\nHello\r\n".formatted(depth)).append(inside);
        for (int i = closed; i >= 0; i--) {
            body.append("--c%04d--\r\n".formatted(i));
        }
        return mail(fields, body.toString());
    }

    private static byte[] longBoundaries(int size) {
        String alike = "c".repeat(1_000);
        List<String> lines = new ArrayList<>();
        for (int i = 1; i < 48; i++) {
            lines.add("--" + alike + (i + 9) + "\r\nContent-Type: multipart/mixed; boundary=" + alike + (i + 10)
                    + "\r\n\r\n");
        }
        lines.add(repeated("--" + alike + "xx\r\n", size));
        return mail("Content-Type: multipart/mixed; boundary=" + alike + "10\r\n", String.join("", lines));
    }

    private static byte[] sameBoundary(int size) {
        String part = "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
        return mail(
                "Content-Type: multipart/mixed; boundary=b\r\n",
                part.repeat(40) + repeated("--b\r\n\r\nx\r\n--b--\r\n", size));
    }

    private static String hello() {
        return "--b\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>\r\n";
    }

    private static String hello(int size) {
        return repeated("--c0040\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>\r\n", size);
    }

    private static String repeated(String unit, int size) {
        return unit.repeat(Math.max(1, size / unit.length()));
    }

    /** @param fields whole header lines */
    static byte[] mail(String fields, String body) {
        return bytes(HEAD + "Subject: Hello\r\nMIME-Version: 1.0\r\n" + fields + CRLF + body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
