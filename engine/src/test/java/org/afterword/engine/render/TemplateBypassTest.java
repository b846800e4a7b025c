package org.afterword.engine.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.render.TemplateFinding.Severity;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What got past other checks of markup (public reports on DOMPurify, bleach, sanitize-html, lxml, HtmlSanitizer, Roundcube,
 * Nextcloud Mail, FlowCrypt and Proton; cure53's HTTPLeaks; the old quirks of Internet Explorer and Word), and signatures
 * as mail programs and generators write them.
 */
class TemplateBypassTest {
    private static SignatureTemplate template(String html) {
        return SignatureTemplate.of(
                "t", html, Optional.empty(), List.of(Picture.of("logo.png", "image/png", new byte[] {1})));
    }

    private static List<TemplateFinding> errors(String html) {
        return TemplateCheck.check(template(html)).stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
    }

    static List<String> styles() {
        return List.of(
                "background:u\\72l(https://x/y)",
                "background:\\75\\72\\6C(https://x/y)",
                "background:\\000075\\000072\\00006C(https://x/y)",
                "background:URL(https://x/y)",
                "background:url (https://x/y)",
                "background:url('https://x/y')",
                "background:url(//x/y)",
                "background:url(\\\\x\\y)",
                "background:u/**/rl(https://x/y)",
                "background:/*;*/url(https://x/y)",
                "color:red/*;background:url(https://x/y)*/",
                "background:&#117;rl(https://x/y)",
                "background:&#x75rl(https://x/y)",
                "background:u&#10;rl(https://x/y)",
                "background:url&lpar;https://x/y&rpar;",
                "background-image:image-set('https://x/y' 1x)",
                "background-image:-webkit-image-set('https://x/y' 1x)",
                "background-image:image('https://x/y')",
                "background-image:cross-fade(url(https://x/y),url(https://x/z))",
                "background-image:-moz-element(#x)",
                "background-image:paint(x)",
                "background-image:src('https://x/y')",
                "background-image:attr(title url)",
                "background-image:env(x,url(https://x/y))",
                "background-image:var(--x)",
                "--x:url(https://x/y)",
                "list-style:url(https://x/y)",
                "list-style-image:url(https://x/y)",
                "border-image:url(https://x/y) 30 round",
                "border-image-source:url(https://x/y)",
                "cursor:url(https://x/y),auto",
                "content:url(https://x/y)",
                "filter:url(https://x/y#z)",
                "-webkit-filter:url(https://x/y)",
                "mask:url(https://x/y)",
                "-webkit-mask-image:url(https://x/y)",
                "clip-path:url(https://x/y)",
                "shape-outside:url(https://x/y)",
                "offset-path:url(https://x/y)",
                "marker:url(https://x/y)",
                "@import 'https://x/y'",
                "color:red;@import url(https://x/y)",
                "src:url(https://x/y)",
                "position:fixed",
                "position :fixed",
                "position:/**/fixed",
                "position:f\\69xed",
                "p\\6fsition:fixed",
                "POSITION:FIXED",
                "position:absolute!important",
                "position:sticky",
                "position:-webkit-sticky",
                "position:&#102;ixed",
                "position:var(--x)",
                "color:red;;position\t:\nfixed",
                "top:-300px",
                "inset:0",
                "transform:translateY(-300px)",
                "-webkit-transform:translate(0,-300px)",
                "translate:0 -300px",
                "animation:x 1s",
                "mso-element:frame",
                "mso-element-anchor-vertical:page",
                "mso-position-vertical:absolute",
                "width:expression(alert(1))",
                "width:exp/**/ression(alert(1))",
                "width:e\\xpression(alert(1))",
                "width:\uff45\uff58\uff50\uff52\uff45\uff53\uff53\uff49\uff4f\uff4e(alert(1))",
                "behavior:url(#default#VML)",
                "-ms-behavior:url(x.htc)",
                "be\\68 avior:url(x.htc)",
                "-moz-binding:url(https://x/y)",
                "-o-link:'javascript:alert(1)'",
                "filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src='https://x/y')",
                "*zoom:1",
                "color:red}body{background:url(https://x/y)",
                "color:red{}",
                "font-family:'a;background:url(https://x/y)'",
                "font-family:'a\\27;background:url(https://x/y)",
                "font-family:'a",
                "color:rgb(1,2,3",
                "color:\\",
                "color:red\\;background:url(https://x/y)",
                "x",
                ":red",
                "unicode-range:u+26",
                "all:initial",
                "color:<!--red");
    }

    @ParameterizedTest
    @MethodSource("styles")
    void refusesAStyleThatLoadsOrLeavesItsPlace(String style) {
        assertThat(errors("<p style=\"" + style + "\">x</p>")).isNotEmpty();
        assertThat(errors("<!--[if mso]><p style=\"" + style + "\">x</p><![endif]-->"))
                .isNotEmpty();
        assertThat(errors("<!--[if gte vml 1]><v:rect style=\"" + style + "\">x</v:rect><![endif]-->"))
                .isNotEmpty();
    }

    static List<String> addresses() {
        return List.of(
                "javascript:alert(1)",
                "JaVaScRiPt:alert(1)",
                "java&#10;script:alert(1)",
                "java\tscript:alert(1)",
                "&#1;javascript:alert(1)",
                "\u0001javascript:alert(1)",
                "javascript&colon;alert(1)",
                "javascript&#58alert(1)",
                "&#x6A;avascript:alert(1)",
                "jav{{#city}}x{{/city}}ascript:alert(1)",
                "{{#city}}https://x/{{/city}}javascript:alert(1)",
                "java{{city}}script:alert(1)",
                "vbscript:x",
                "livescript:x",
                "data:text/html,<b>",
                "data:text/html;base64,AAAA",
                "file:///etc/passwd",
                "file://x/share",
                "\\\\x\\share\\y.png",
                "//x/y.png",
                "/\\x/y.png",
                "\\/x/y.png",
                "&#92;&#92;x\\y.png",
                "&bsol;&bsol;x/y.png",
                "/y.png",
                "./y.png",
                "y.png",
                "y_files/image001.png",
                "https:y",
                "https:\\\\x\\y",
                "http{{city}}://x",
                "about:blank",
                "blob:https://x/y",
                "mhtml:https://x/y",
                "ms-word:ofe|u|https://x/y",
                "search-ms:query=x",
                "ms-msdt:/id",
                "outlook:inbox",
                "ftp://x/y",
                "ldap://x/y",
                "view-source:https://x",
                "jar:https://x!/y",
                "feed:https://x",
                "#top",
                "?x");
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void refusesAnAddressThatOthersDoNotHaveOrThatDoesMore(String address) {
        assertThat(errors("<img alt=\"\" src=\"" + address + "\">")).isNotEmpty();
        assertThat(errors("<a href=\"" + address + "\">x</a>")).isNotEmpty();
        assertThat(errors("<table><tr><td background=\"" + address + "\">x</td></tr></table>"))
                .isNotEmpty();
        assertThat(errors("<!--[if mso]><v:roundrect href=\"" + address + "\">x</v:roundrect><![endif]-->"))
                .isNotEmpty();
        assertThat(errors("<!--[if gte vml 1]><v:imagedata src=\"" + address + "\"/><![endif]-->"))
                .isNotEmpty();
        assertThat(errors("<!--[if gte mso 9]><v:fill o:href=\"" + address + "\"/><![endif]-->"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img src=x onerror=alert(1)>",
                "<img/src=\"https://x/y\"/onerror=alert(1) alt=\"\">",
                "<img alt=\"\" src=\"https://x/y\"onerror=alert(1)>",
                "<img alt=\"\" srcset=\"https://x/y 1x\">",
                "<img alt=\"\" lowsrc=\"https://x/y\">",
                "<img alt=\"\" dynsrc=\"https://x/y\">",
                "<img alt=\"\" longdesc=\"https://x/y\">",
                "<img alt=\"\" src=\"cid:other.png\">",
                "<image src=\"https://x/y\">",
                "<picture><source srcset=\"https://x/y\"><img alt=\"\"></picture>",
                "<video poster=\"https://x/y\"></video>",
                "<audio src=\"https://x/y\"></audio>",
                "<a href=\"https://x\" ping=\"https://y\">x</a>",
                "<a xlink:href=\"javascript:x\">x</a>",
                "<a formaction=\"https://x\">x</a>",
                "<a action=\"https://x\">x</a>",
                "<a href=\"https://x\" href=\"javascript:x\">x</a>",
                "<p title=a\"onclick=\"x\">a</p>",
                "<p title=\"a\" \"onclick=\"x\">a</p>",
                "<p contenteditable>a</p>",
                "<p is=\"x-y\">a</p>",
                "<p srcdoc=\"x\">a</p>",
                "<p slot=\"x\">a</p>",
                "<p autofocus>a</p>",
                "<td onclick=\"x\">a</td>",
                "<tr><td>a</td></tr>",
                "<td title=\"{{#city}}\">{{/city}}\" onclick=alert(1)>",
                "<p title=\"a\" title=\"{{#city}}\">{{/city}}\" onclick=alert(1)>x</p>",
                "<p title=\"{{#city}}\">a</p>{{/city}}<p title=\"x\">b</p>",
                "<p title=\"a{{#city}}\" lang=\"{{/city}}\">x</p>",
                "<!--{{#city}}--><b>x</b><!--{{/city}}-->",
                "<p title=\"{{! \"> <b> }}\" onclick=alert(1)>x</p>",
                "<{{! x }}script>alert(1)</{{! x }}script>",
                "<!{{! x }}--[if mso]>x<![endif]-->",
                "<!-- {{city}} -->",
                "<!-- --{{! x}}> <script>x</script> -->",
                "<!--[if mso]><p title=\"--{{! x}}> <img src=x onerror=x>\">a</p><![endif]-->",
                "<!--[if mso]>--{{city}}> <b>a</b><![endif]-->",
                "{{#city}}<!--[if mso]>{{/city}}<b>a</b><![endif]-->",
                "<!--[if mso]>{{#city}}<![endif]--><b>a</b>{{/city}}",
                "{{#city}}<div>{{/city}}a</div>",
                "<div>a{{#city}}</div>{{/city}}",
                "{{^city}}</div>{{/city}}",
                "{{<city}}x{{/city}}",
                "{{$city}}x{{/city}}",
                "{{*city}}",
                "{{}}",
                "{{#}}x{{/}}",
                "<style>@import 'https://x/y'</style>",
                "<style>p{background:url(https://x/y)}</style>",
                "<STYLE>p{}</STYLE>",
                "<style/>",
                "<link rel=stylesheet href=\"https://x/y\">",
                "<meta http-equiv=refresh content=\"0;url=https://x\">",
                "<base href=\"https://x/\">",
                "<object data=\"https://x/y\"></object>",
                "<embed src=\"https://x/y\">",
                "<iframe src=\"https://x/y\"></iframe>",
                "<isindex action=\"https://x\">",
                "<bgsound src=\"https://x/y\">",
                "<layer src=\"https://x/y\"></layer>",
                "<marquee>x</marquee>",
                "<dialog open>x</dialog>",
                "<details open>x</details>",
                "<keygen>",
                "<menuitem>x</menuitem>",
                "<frame src=\"https://x\">",
                "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></p></noscript>",
                "<noembed><img src=\"https://x\"></noembed>",
                "<listing>&lt;img onerror=1 src=x&gt;</listing>",
                "<xmp><b></xmp>",
                "<svg><style><img src=x onerror=alert(1)></style></svg>",
                "<svg><![CDATA[><image xlink:href=\"x\"/>]]></svg>",
                "<svg><use href=\"data:x\"/></svg>",
                "<math><mtext><table><mglyph><style><img src=x></style></mglyph></table></mtext></math>",
                "<math><annotation-xml encoding=\"text/html\"><b>x</b></annotation-xml></math>",
                "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
                "<![CDATA[x]]>",
                "<?xml-stylesheet href=\"https://x/y\"?>",
                "<?import namespace=\"t\" implementation=\"#default#time2\">",
                "<!DOCTYPE html>",
                "<!ENTITY x \"y\">",
                "<% x %>",
                "</ script>",
                "</%<b>",
                "<<b>x</b>",
                "<\u0000script>x</script>",
                "<scr\u0000ipt>x</scr\u0000ipt>",
                "<\u000bscript>x</\u000bscript>",
                "<p\u000bonclick=\"x\">a</p>",
                "<p title=\"<!--[if mso]><img src='https://x/y'><![endif]-->\">x</p>",
                "<p title='</p><script>x</script>'>a</p>",
                "<p title=`a`>x</p>",
                "<p title=a=b>x</p>",
                "<p title=>x</p>",
                "<p title=\"a",
                "<!--><script>x</script>-->",
                "<!---><script>x</script>-->",
                "<!-- --!><script>x</script>-->",
                "<!-- x",
                "<!--[if mso]><script>x</script><![endif]-->",
                "<!--[if mso]><style>p{}</style><![endif]-->",
                "<!--[if mso]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml><![endif]-->",
                "<!--[if mso]><img src=\"//x/y\" alt=\"\"><![endif]-->",
                "<!--[IF MSO]><img src=\"//x/y\" alt=\"\"><![ENDIF]-->",
                "<!--[if (gte mso 9)|(IE)]><a href=\"file://x\">a</a><![endif]-->",
                "<!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}</style><![endif]-->",
                "<!-- [if mso]><img src=\"//x/y\"><![endif]-->",
                "<!--x[if mso]><img src=\"//x/y\"><![endif]-->",
                "<!--[if mso]><b>x</b>-->",
                "<!--[if mso]><b>x</b><![endif]--",
                "<!--[if mso]><b>x</b><![endif]><img src=\"//x\"><![endif]-->",
                "<!--[if mso]><b title=\"<![endif]\">x</b><![endif]-->",
                "<!--[if mso]><!-- <b>x</b> --><![endif]-->",
                "<!--[if mso]><div><![endif]-->x",
                "<!--[if mso]></div><![endif]-->x",
                "<!--[if !mso]><!-->x",
                "<![if !mso]>x",
                "x<!--<![endif]-->",
                "<![if !vml]><img src=\"//x/y\" alt=\"\"><![endif]>",
                "<![if x='y']>a<![endif]>",
                "<!--[if gte vml 1]><v:shape o:gfxdata=\"UEsDB\">x</v:shape><![endif]-->",
                "<!--[if gte vml 1]><v:imagedata r:id=\"x\"/><![endif]-->",
                "<!--[if gte vml 1]><v:imagedata o:althref=\"https://x/y\"/><![endif]-->",
                "<!--[if gte vml 1]><v:imagedata src=\"cid:other.png\"/><![endif]-->",
                "<!--[if gte vml 1]><v:shape onmouseover=\"x\">x</v:shape><![endif]-->",
                "<!--[if gte vml 1]><o:OLEObject Type=\"Link\"/><![endif]-->",
                "<!--[if gte vml 1]><w:binData>x</w:binData><![endif]-->",
                "<t:animate to=\"x\">x</t:animate>",
                "<v:roundrect href=\"javascript:x\">x</v:roundrect>",
                "<x-y>a</x-y>",
                "<br></br>"
            })
    void refusesMarkupThatIsReadInMoreThanOneWay(String html) {
        assertThat(errors(html)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Outlook for Windows, and Word
                "<p class=MsoNormal style='mso-margin-top-alt:auto'><b><span lang=DE style='font-size:12.0pt;color:#1B4F72;"
                        + "mso-ligatures:none'>Ilka</span></b><span lang=DE style='mso-ligatures:none'><o:p></o:p></span></p>",
                "<p class=MsoNormal><!--[if gte vml 1]><v:shapetype id=\"_x0000_t75\" coordsize=\"21600,21600\" o:spt=\"75\""
                        + " path=\"m0,0l21600,0xe\" filled=\"f\" stroked=\"f\"/><v:shape id=\"Bild_x0020_1\""
                        + " o:spid=\"_x0000_i1025\" type=\"#_x0000_t75\" alt=\"Logo\" style='width:78pt;height:30pt'>"
                        + "<v:imagedata src=\"cid:logo.png\" o:title=\"Logo\"/></v:shape><![endif]--><![if !vml]>"
                        + "<img border=0 width=104 height=40 style='width:1.0833in;height:.4166in' src=\"cid:logo.png\""
                        + " alt=\"Logo\" v:shapes=\"Bild_x0020_1\"><![endif]><o:p></o:p></p>",
                "<table class=MsoNormalTable border=0 cellspacing=0 cellpadding=0 width=420 style='width:315.0pt;margin-left:"
                        + "-5.4pt;border-collapse:collapse;mso-yfti-tbllook:1184;mso-padding-alt:0cm 5.4pt 0cm 5.4pt'><tr"
                        + " style='mso-yfti-irow:0'><td width=120 nowrap valign=top style='width:90.0pt;border:none;"
                        + "border-right:solid #1B4F72 1.5pt;padding:2.0pt 8.0pt 2.0pt 0cm'>x</td></tr></table>",
                "<span style='font-family:\"Segoe UI\",sans-serif;mso-fareast-font-family:\"Times New Roman\"'>x</span>",
                "<span style=\"font-family:&quot;Segoe UI&quot;,sans-serif;color:windowtext\">x</span>",
                // the new Outlook and the web
                "<div class=\"elementToProof\" style=\"font-family: Aptos, Calibri, sans-serif; font-size: 11pt;\""
                        + " data-ogsc=\"rgb(0, 0, 0)\">x</div>",
                // Gmail
                "<div dir=\"ltr\" class=\"gmail_signature\" data-smartmail=\"gmail_signature\"><font face=\"georgia, serif\""
                        + " color=\"#38761d\" size=\"1\"><b>Maren</b></font><a href=\"tel:(202)%20555-0148\""
                        + " value=\"+12025550148\" target=\"_blank\">(202) 555-0148</a>&nbsp; |</div>",
                // Apple Mail and Thunderbird
                "<div style=\"word-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;\">x</div>",
                "<div class=\"moz-signature\">-- <br><pre wrap=\"\" class=\"moz-signature\" cols=\"72\">x</pre></div>",
                // generators and services
                "<h2 color=\"#2a2a72\" class=\"who__Line-0\" style=\"margin: 0px; color: rgb(42, 42, 114);\">Yara</h2>",
                "<table><tr><td color=\"#f4a259\" direction=\"vertical\" width=\"1\" style=\"width: 1px; border-left: 1px"
                        + " solid rgb(244, 162, 89);\"></td></tr></table>",
                "<table style=\"vertical-align: -webkit-baseline-middle; font-family: Trebuchet MS;\"><tr><td>x</table>",
                "<img src=\"https://x.example/p.webp\" width=\"90\" alt=\"photo\" style=\"border-radius:50%;max-width:100%;"
                        + "display:block;-ms-interpolation-mode:bicubic\"/>",
                "<a href=\"https://x.example/?utm_campaign=sig&utm_content=photo\" rel=\"nofollow noreferrer\">x</a>",
                "<span style=\"background:linear-gradient(90deg,#fff 0%,rgba(0,0,0,.5) 100%);width:calc(100% - 10px)\">x</span>",
                "<span style=\"font-family:'\\5FAE\\8F6F\\96C5\\9ED1',sans-serif !important;;\">x</span>",
                // handwritten tables, right to left
                "<!-- #BeginLibraryItem \"/Library/mailfoot.lbi\" --><TABLE WIDTH=480 BGCOLOR=#FFFFFF><TR><TD COLSPAN=3>x</TD>"
                        + "</TR></TABLE><!-- #EndLibraryItem -->",
                "<div dir=\"rtl\" lang=\"ar\"><bdo dir=\"ltr\">x</bdo><span style=\"unicode-bidi:embed\">y</span></div>",
                // a button for Outlook and the same for others
                "<!--[if mso]><v:roundrect xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:w=\"urn:schemas-microsoft-com:"
                        + "office:word\" href=\"https://x.example/?a=1&amp;b=2\" style=\"height:34px;v-text-anchor:middle;"
                        + "width:172px;\" arcsize=\"24%\" strokecolor=\"#24476b\" fillcolor=\"#24476b\"><w:anchorlock/>"
                        + "<center style=\"color:#ffffff\">Book</center></v:roundrect><![endif]--><!--[if !mso]><!-- -->"
                        + "<a href=\"https://x.example/?a=1&amp;b=2\" style=\"-webkit-text-size-adjust:none;mso-hide:all;\">"
                        + "Book</a><!--<![endif]-->",
                // ghost tables
                "<!--[if mso | IE]><table role=\"presentation\"><tr><td width=\"300\"><![endif]--><div>a</div>"
                        + "<!--[if mso | IE]></td></tr></table><![endif]-->",
                "<table><tr><!--[if mso]><td width=5><![endif]--><!--[if !mso]><!--><td><!--<![endif]-->x</td></tr></table>",
                // sections
                "{{#city}}<div class=\"a\">{{/city}}{{^city}}<div class=\"b\">{{/city}}x</div>",
                "{{#website}}<a href=\"{{website}}\">{{/website}}x{{#website}}</a>{{/website}}",
                "<a href=\"{{#city}}https://a.example/{{/city}}{{^city}}https://b.example/{{/city}}\">x</a>",
                "<!--[if mso]>{{#city}}<b title=\"{{city}}\">{{city}}</b>{{/city}}<![endif]-->",
                "<!-- 1 -- 2 -->x &lt;{{mail}}>",
                "5 < 6 {{! a note }}"
            })
    void takesWhatSignaturesReallyHave(String html) {
        assertThat(errors(html)).isEmpty();
    }

    /** Pieces of which random templates are put together: good ones, and those that break out together. */
    private static final List<String> PIECES = List.of(
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<div title=\"",
            "\">",
            "'",
            "\"",
            "{{city}}",
            "{{#city}}",
            "{{/city}}",
            "{{^city}}",
            "{{#link}}",
            "{{/link}}",
            "{{#upper}}",
            "{{/upper}}",
            "{{! x }}",
            "<!--[if mso]>",
            "<![endif]-->",
            "<!--[if !mso]><!-->",
            "<!--<![endif]-->",
            "<!--",
            "-->",
            "--",
            ">",
            "<",
            "<a href=\"",
            "</a>",
            "https://x/",
            "javascript:",
            "<img alt=\"\" src=\"",
            "<td onclick=\"x\">",
            "onclick=x",
            " style=\"",
            "color:red",
            ";",
            "background:url(",
            "position:fixed",
            "position:relative",
            "<script>",
            "</script>",
            "\\",
            "/*",
            "*/",
            "&#58;",
            "&colon;",
            "//x",
            "text",
            " ",
            "\n",
            "<table><tr><td>",
            "</td></tr></table>",
            "<v:rect href=\"",
            "</v:rect>",
            "<br>",
            "<p>a</p>",
            "<a href=\"{{city}}\">a</a>",
            "<b title=\"{{city}}\">{{city}}</b>",
            "<img alt=\"\" src=\"{{city}}\">",
            "<!--[if mso]><b>a</b><![endif]-->",
            "{{#city}}<b>a</b>{{/city}}",
            "<a href=\"{{#link}}{{city}}{{/link}}\">b</a>");

    private static final List<String> VALUES = List.of(
            "",
            "Bern",
            "javascript:alert(1)",
            "\"><script>x</script>",
            "' onclick=x '",
            "--><img src=x onerror=x>",
            "//x/y",
            "\\\\x\\y",
            "x:y",
            "--",
            "--!",
            "<",
            "data:text/html,x",
            "file://x",
            "java\nscript:x",
            "search-ms:x",
            "}}{{{x}}}",
            "<![endif]-->",
            "&quot;&gt;&lt;script&gt;",
            "/\\x",
            "\u0001javascript:x",
            ";background:url(x)");

    @Test
    void whatIsTakenIsRenderedWithNothingForbidden() {
        Random random = new Random(17);
        SignatureRenderer renderer = new SignatureRenderer();
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder html = new StringBuilder();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                html.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            SignatureTemplate template = template(html.toString());
            if (html.indexOf("<") < 0 || !errors(template.html()).isEmpty()) {
                continue;
            }
            taken++;
            for (String value : VALUES) {
                Map<String, String> attributes = value.isEmpty() ? Map.of() : Map.of("city", value);
                String rendered = renderer.render(
                                template, new Person(MailAddress.of("anna@contoso.example"), attributes))
                        .html();
                harmless(rendered, template.html() + " with " + value);
                // Outlook's reading: what is in comments is there.
                harmless(
                        rendered.replaceAll("<!--\\[if[^\\]]*\\]>(<!-->)?|<!--<!\\[endif\\]-->|<!\\[endif\\]-->", ""),
                        "for Outlook " + template.html() + " with " + value);
            }
        }
        assertThat(taken).isGreaterThan(100);
    }

    private static void harmless(String rendered, String as) {
        Element around = Jsoup.parseBodyFragment("<div id=around>" + rendered + "</div><i id=behind>behind</i>")
                .body();
        assertThat(around.select("body > #behind")).as(as).isNotEmpty();
        assertThat(around.select("script, style, link, meta, base, object, svg, form, iframe"))
                .as(as)
                .isEmpty();
        for (Element element : around.getAllElements()) {
            for (Attribute attribute : element.attributes()) {
                String name = attribute.getKey().toLowerCase(Locale.ROOT);
                String value = attribute.getValue();
                assertThat(name).as(as).doesNotStartWith("on");
                if (Set.of("href", "src", "background").contains(name)) {
                    String stripped = value.replaceAll("[\\s\\p{Cntrl}]", "").replace('\\', '/');
                    assertThat(stripped).as(as).doesNotStartWith("//");
                    assertThat(stripped.indexOf(':') < 0
                                    || stripped.matches("(?is)(https|http|mailto|tel|sms|cid):.*")
                                    || stripped.matches("[^:]*[/?#].*"))
                            .as(as)
                            .isTrue();
                }
                if (name.equals("style")) {
                    assertThat(value).as(as).doesNotContain("url", "fixed", "/*", "\\");
                }
            }
        }
    }

    /** What is quadratic takes many minutes here. */
    @Test
    @Timeout(300)
    void comesToAnEndWithWhatNeverEnds() {
        for (String piece : List.of(
                "<",
                "<!--",
                "<p title=\"",
                "{{#",
                "{{! ",
                "{",
                "<p ",
                "<!--[if mso]>",
                "<![",
                "&",
                "<b>",
                "</b>",
                "<td>",
                "{{#city}}",
                "<p style=\"",
                "<p style='a:(",
                "<p style=\"a-",
                "--!",
                "<a href=",
                "<b x>",
                "<!-- -->",
                "<{{",
                "{{city}}",
                "<p title='{{city}}'>",
                "<!--[if mso]><b>",
                "<![if !mso]>")) {
            for (String end : List.of("", "\">", "}}", "-->")) {
                String html = piece.repeat(199_000 / piece.length()) + end;
                assertThat(TemplateCheck.check(template(html))).hasSizeLessThan(300);
            }
        }
    }

    @Test
    void aPersonsAddressesAreTakenOutInCommentsToo() {
        SignatureTemplate template =
                template("<!--[if mso]><v:rect href=\"{{city}}\">x</v:rect><![endif]--><img alt=\"\" src='{{city}}'>");
        Map<String, String> expected = new HashMap<>();
        for (String hostile :
                List.of("//x/y", "\\\\x\\y", "/\\x", "javascript:x", "search-ms:x", "ms-word:ofe|u|x", "x:y")) {
            expected.put(hostile, "<!--[if mso]><v:rect >x</v:rect><![endif]--><img alt=\"\" >");
        }
        Map<String, String> rendered = new HashMap<>();
        List<String> values = new ArrayList<>(expected.keySet());
        for (String value : values) {
            rendered.put(
                    value,
                    new SignatureRenderer()
                            .render(template, new Person(MailAddress.of("anna@contoso.example"), Map.of("city", value)))
                            .html());
        }
        assertThat(rendered).isEqualTo(expected);
    }
}
