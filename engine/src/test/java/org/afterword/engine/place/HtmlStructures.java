package org.afterword.engine.place;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The HTML that each mail client writes below the author's text, with the phrases of a language. */
final class HtmlStructures {
    static final Map<String, Function<Language, List<String>>> ALL = new LinkedHashMap<>();

    private static final String QUOTED = "Shall we meet on Thursday?";

    static {
        ALL.put("Outlook desktop", l -> outlook(l, "border:none;border-top:solid #E1E1E1 1.0pt"));
        ALL.put("Outlook desktop, older", l -> outlook(l, "border:none;border-top:solid #B5C4DF 1.0pt"));
        ALL.put("Outlook desktop, blue line at the left", l -> outlook(l, "border:none;border-left:solid blue 1.5pt"));
        ALL.put("Outlook desktop without its styles", l -> outlook(l, ""));
        ALL.put(
                "Outlook desktop, plain",
                l -> each(
                        l.html("original"),
                        said -> "<p class=MsoPlainText>-----" + said + "-----<br>" + header(l, false)
                                + "</p><p class=MsoPlainText>" + QUOTED + "</p>"));
        ALL.put(
                "OWA",
                l -> List.of(
                        "<div id=\"appendonsend\"></div><hr style=\"display:inline-block;width:98%\" tabindex=\"-1\">"
                                + "<div id=\"divRplyFwdMsg\" dir=\"ltr\"><font>" + header(l, true)
                                + "</font><div>&nbsp;</div></div><div>" + QUOTED + "</div>"));
        ALL.put(
                "OWA without its ids",
                l -> List.of("<hr><div><font>" + header(l, true) + "</font><div>&nbsp;</div></div><div>" + QUOTED
                        + "</div>"));
        ALL.put(
                "OWA without ids and rule",
                l -> List.of(
                        "<div><font>" + header(l, true) + "</font><div>&nbsp;</div></div><div>" + QUOTED + "</div>"));
        ALL.put(
                "Outlook mobile",
                l -> List.of(
                        "<div id=\"mail-editor-reference-message-container\" class=\"ms-outlook-mobile-reference-message\"><hr>"
                                + "<div id=\"divRplyFwdMsg\">" + header(l, true) + "</div><div>" + QUOTED
                                + "</div></div>"));
        ALL.put(
                "Outlook for Mac",
                l -> List.of(
                        "<div style=\"border:none;border-top:solid #B5C4DF 1.0pt\"><p class=\"MsoNormal\"><b><span>"
                                + l.label(0)
                                + " </span></b><span>Bob &lt;bob@contoso.example&gt;<br><b>"
                                + l.html("dated").getFirst() + " </b>6. 5. 2024 10:00<br><b>" + l.label(2)
                                + " </b>Ann &lt;ann@contoso.example&gt;<br><b>" + l.label(3)
                                + " </b>Plans</span></p></div><p>" + QUOTED + "</p>"));
        ALL.put(
                "Windows Mail",
                l -> List.of(
                        "<div style=\"border-top-color: rgb(229, 229, 229); border-top-width: 1px; border-top-style: solid\">"
                                + bold(l, "labels", "<br>") + "</div><div>" + QUOTED + "</div>"));
        ALL.put(
                "Gmail",
                l -> each(
                        l.html("gmail"),
                        said -> "<br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">" + said
                                + "<br></div><blockquote class=\"gmail_quote\">" + QUOTED + "</blockquote></div>"));
        ALL.put(
                "Gmail without its classes",
                l -> each(
                        l.html("gmail"),
                        said -> "<br><div><div dir=\"ltr\">" + said + "<br></div><blockquote>" + QUOTED
                                + "</blockquote></div>"));
        ALL.put(
                "Gmail on a telephone",
                l -> each(
                        l.html("gmail"),
                        said -> "<div class=\"gmail_quote\"><div>" + said + "<br></div><blockquote class=\"quote\">"
                                + QUOTED + "</blockquote></div>"));
        ALL.put(
                "Thunderbird",
                l -> each(
                        l.html("thunderbird"),
                        said -> "<div class=\"moz-cite-prefix\">" + said + "<br></div><blockquote type=\"cite\"><p>"
                                + QUOTED + "</p></blockquote>"));
        ALL.put(
                "Thunderbird without its classes",
                l -> each(
                        l.html("thunderbird"),
                        said -> "<p>" + said + "<br></p><blockquote><p>" + QUOTED + "</p></blockquote>"));
        ALL.put(
                "Apple Mail",
                l -> each(
                        l.html("apple"),
                        said -> "<div><br><blockquote type=\"cite\"><div>" + said
                                + "</div><br class=\"Apple-interchange-newline\"><div>" + QUOTED
                                + "</div></blockquote></div>"));
        ALL.put(
                "iOS",
                l -> each(
                        l.html("apple"),
                        said -> "<div dir=\"ltr\"><br><blockquote type=\"cite\">" + said
                                + "<br><br></blockquote></div><blockquote type=\"cite\"><div dir=\"ltr\">" + QUOTED
                                + "</div></blockquote>"));
        ALL.put(
                "iOS, older",
                l -> each(
                        l.html("apple"),
                        said -> "<div dir=\"ltr\"><br>" + said
                                + "<br><br></div><blockquote type=\"cite\"><div dir=\"ltr\">" + QUOTED
                                + "</div></blockquote>"));
        ALL.put(
                "Yahoo",
                l -> each(
                        l.html("yahoo"),
                        said -> "<div id=\"ydp12yahoo_quoted_34\" class=\"ydp12yahoo_quoted\"><div><div>" + said
                                + "</div><div><br></div><div>" + QUOTED + "</div></div></div>"));
        ALL.put(
                "Yahoo without its classes",
                l -> each(
                        l.html("yahoo"),
                        said -> "<div><div><div>" + said + "</div><div><br></div><div><br></div><div>" + QUOTED
                                + "</div></div></div>"));
        ALL.put(
                "Proton",
                l -> each(
                        l.html("yahoo"),
                        said -> "<div class=\"protonmail_quote\">" + said
                                + "<br><blockquote class=\"protonmail_quote\" type=\"cite\">" + QUOTED
                                + "</blockquote></div>"));
        ALL.put(
                "Proton without its classes",
                l -> each(
                        l.html("yahoo"),
                        said -> "<div>" + said + "<br><blockquote type=\"cite\">" + QUOTED + "</blockquote></div>"));
        ALL.put(
                "Fastmail",
                l -> each(
                        l.html("apple"),
                        said -> "<div>" + said + "<br></div><blockquote type=\"cite\" id=\"qt\"><div>" + QUOTED
                                + "</div></blockquote>"));
        ALL.put(
                "Spark",
                l -> each(
                        l.html("apple"),
                        said -> "<div name=\"messageReplySection\">" + said + "<br><blockquote type=\"cite\">" + QUOTED
                                + "</blockquote></div>"));
        ALL.put(
                "Mailbird",
                l -> each(
                        l.html("gmail"),
                        said -> "<blockquote class=\"history_container\" type=\"cite\"><p>" + said + "</p><div>"
                                + QUOTED + "</div></blockquote>"));
        ALL.put(
                "AquaMail",
                l -> each(
                        l.html("gmail"),
                        said -> "<div id=\"aqm-original\"><div>" + said + "</div><blockquote>" + QUOTED
                                + "</blockquote></div>"));
        ALL.put(
                "Zoho",
                l -> each(
                        l.html("yahoo"),
                        said ->
                                "<div class=\"zmail_extra_hr\" style=\"border-top: 1px solid rgb(204, 204, 204)\"></div>"
                                        + "<div class=\"zmail_extra\"><div>---- " + said + " ---</div><blockquote><div>"
                                        + QUOTED + "</div></blockquote></div>"));
        ALL.put(
                "Zimbra",
                l -> List.of("<hr id=\"zwchr\" data-marker=\"__DIVIDER__\"><div data-marker=\"__HEADERS__\">"
                        + bold(l, "labels", "<br>") + "</div><div>" + QUOTED + "</div>"));
        ALL.put(
                "Zimbra without its ids",
                l -> List.of("<hr><div>" + bold(l, "labels", "<br>") + "</div><div>" + QUOTED + "</div>"));
        ALL.put(
                "Samsung",
                l -> each(
                        l.html("original"),
                        said ->
                                "<div><br></div><div align=\"left\" dir=\"auto\" style=\"font-size:100%;color:#000000\">"
                                        + "<div>-------- " + said + " --------</div>" + dated(l, "", "<div>", "</div>")
                                        + "<div><br></div></div><div>" + QUOTED + "</div>"));
        ALL.put(
                "GMX",
                l -> List.of(
                        "<div name=\"quote\" style=\"border-left:2px solid #C3D9E5\"><div style=\"margin:0 0 10px 0;\">"
                                + bold(l, "labels", "<br>") + "</div><div name=\"quoted-content\">" + QUOTED
                                + "</div></div>"));
        ALL.put(
                "GMX without its names",
                l -> List.of("<div style=\"border-left:2px solid #C3D9E5\"><div style=\"margin:0 0 10px 0;\">"
                        + bold(l, "labels", "<br>") + "</div><div>" + QUOTED + "</div></div>"));
        ALL.put(
                "Notes",
                l -> each(
                        l.html("original"),
                        said ->
                                "<div class=\"socmaildefaultfont\"><blockquote style=\"border-left:solid #aaaaaa 2px\">----- "
                                        + said + " -----<br>" + dated(l, "", "", "<br>") + "<br><div>" + QUOTED
                                        + "</div></blockquote></div>"));
        ALL.put(
                "QQ",
                l -> each(
                        l.html("original"),
                        said ->
                                "<div><br></div><div style=\"font-size: 12px;font-family: Arial Narrow;\">------------------&nbsp;"
                                        + said
                                        + "&nbsp;------------------</div><div style=\"font-size: 12px;background:#efefef;\">"
                                        + bold(l, "labels", "<br>") + "</div><div>" + QUOTED + "</div>"));
        ALL.put(
                "Gmail's forward",
                l -> each(
                        l.html("forwarded"),
                        said -> "<br><div class=\"gmail_quote\"><div class=\"gmail_attr\">---------- " + said
                                + " ---------<br>" + dated(l, "", "", "<br>") + "</div><br>" + QUOTED + "</div>"));
        ALL.put(
                "Gmail's forward without its classes",
                l -> each(
                        l.html("forwarded"),
                        said -> "<br><div><div>---------- " + said + " ---------<br>" + dated(l, "", "", "<br>")
                                + "</div><br>" + QUOTED + "</div>"));
        ALL.put(
                "Thunderbird's forward",
                l -> each(
                        l.html("forwarded"),
                        said -> "<div class=\"moz-forward-container\"><br><br>-------- " + said
                                + " --------<table class=\"moz-email-headers-table\"><tbody>" + table(l)
                                + "</tbody></table><br>" + QUOTED + "</div>"));
        ALL.put(
                "Thunderbird's forward without its classes",
                l -> each(
                        l.html("forwarded"),
                        said -> "<div><br><br>-------- " + said + " --------<table><tbody>" + table(l)
                                + "</tbody></table><br>" + QUOTED + "</div>"));
        ALL.put(
                "Apple Mail's forward",
                l -> each(
                        l.html("begin"),
                        said -> "<div><br><blockquote type=\"cite\"><div>" + said
                                + "</div><br class=\"Apple-interchange-newline\">" + dated(l, "b", "<div>", "</div>")
                                + "<br><div>" + QUOTED + "</div></blockquote></div>"));
        ALL.put(
                "iOS's forward",
                l -> each(
                        l.html("begin"),
                        said -> "<div dir=\"ltr\"><br>" + said
                                + "<br><br></div><blockquote type=\"cite\"><div dir=\"ltr\">"
                                + dated(l, "b", "", "<br>") + "<br></div><div>" + QUOTED + "</div></blockquote>"));
        ALL.put(
                "Yahoo's forward",
                l -> each(
                        l.html("forwarded"),
                        said -> "<div id=\"yahoo_quoted_12\" class=\"yahoo_quoted\"><div>   ----- " + said
                                + " -----</div>" + dated(l, "b", "<div>", "</div>") + "<div>" + QUOTED
                                + "</div></div>"));
    }

    private HtmlStructures() {}

    private static List<String> outlook(Language l, String style) {
        return List.of("<div><div style='" + style
                + ";padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b><span lang=EN-US>" + l.label(0)
                + "</span></b><span lang=EN-US> Bob Invented &lt;bob@contoso.example&gt; <br><b>" + l.label(1)
                + "</b> 6. 5. 2024 10:00<br><b>" + l.label(2)
                + "</b> Ann &lt;ann@contoso.example&gt;<br><b>" + l.label(3)
                + "</b> Plans<o:p></o:p></span></p></div></div><p class=MsoNormal>" + QUOTED + "</p>");
    }

    private static String header(Language l, boolean bold) {
        return Language.header(l.labels(), "&lt;bob@contoso.example&gt;", bold ? "b" : "", "", "<br>");
    }

    private static String bold(Language l, String labels, String lineEnd) {
        List<String> said = l.html(labels);
        return "<b>" + said.get(0)
                + "</b>&nbsp;Bob Invented &lt;<a href=\"mailto:bob@contoso.example\">bob@contoso.example</a>&gt;"
                + lineEnd + "<b>" + said.get(1) + "</b>&nbsp;6. 5. 2024 10:00" + lineEnd + "<b>" + said.get(2)
                + "</b>&nbsp;Ann" + lineEnd + "<b>" + said.get(3) + "</b>&nbsp;Plans";
    }

    /** From, date, subject and recipient, each between {@code open} and {@code close}. */
    private static String dated(Language l, String tag, String open, String close) {
        return Language.header(l.dated(), "&lt;bob@contoso.example&gt;", tag, open, close);
    }

    private static String table(Language l) {
        String[] labels = {l.label(3), l.all("dated").getFirst(), l.label(0), l.label(2)};
        String[] values = {"Plans", "6. 5. 2024 10:00", "Bob Invented &lt;bob@contoso.example&gt;", "Ann"};
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            out.append("<tr><th align=\"RIGHT\" nowrap=\"nowrap\">")
                    .append(labels[i])
                    .append(" </th><td>")
                    .append(values[i])
                    .append("</td></tr>");
        }
        return out.toString();
    }

    private static List<String> each(List<String> said, Function<String, String> thread) {
        return said.stream().map(thread).toList();
    }
}
