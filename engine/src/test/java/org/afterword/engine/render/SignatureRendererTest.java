package org.afterword.engine.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.mime.InlinePictures;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureRendererTest {
    private static final MailAddress MAIL = MailAddress.of("anna@contoso.example");

    private final SignatureRenderer renderer = new SignatureRenderer();

    private static Person person(String... attributes) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < attributes.length; i += 2) {
            all.put(attributes[i], attributes[i + 1]);
        }
        return new Person(MAIL, all);
    }

    private static SignatureTemplate template(String html) {
        return SignatureTemplate.of("t", html, Optional.empty(), List.of());
    }

    private String html(String template, String... attributes) {
        return renderer.render(template(template), person(attributes)).html();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{#upper}}{{city}}{{/upper}} | city | Zürich & Bern | ZÜRICH &amp; BERN",
                "{{#lower}}<b>{{city}}</b>{{/lower}} | city | BERN | <b>bern</b>",
                "{{#phone}}{{businessPhones}}{{/phone}} | businessPhones | +41 (0)44-555.01.17 | +41 44 555 01 17",
                "{{#tel}}{{businessPhones}}{{/tel}} | businessPhones | +41 (0)44-555.01.17 | +41445550117",
                "{{#phone}}{{businessPhones}}{{/phone}} | businessPhones | ext. <17> | ext. &lt;17&gt;",
                "{{#link}}{{website}}{{/link}} | website | contoso.example/a?b=1&c=2 | https://contoso.example/a?b=1&amp;c=2",
                "{{#link}}{{website}}{{/link}} | website | javascript:alert(1) | ''",
                "{{#link}}{{website}}{{/link}} | website | info@contoso.example | mailto:info@contoso.example",
                "{{mail}} | x | y | anna@contoso.example",
            })
    void helpersChangeAValue(String template, String attribute, String value, String expected) {
        assertThat(html(template, attribute, value)).isEqualTo(expected);
    }

    @Test
    void readsALocalNumberByTheCountry() {
        String phone = "{{#phone}}{{mobilePhone}}{{/phone}}";
        assertThat(html(phone, "mobilePhone", "079 555 01 17", "country", "Switzerland"))
                .isEqualTo("+41 79 555 01 17");
        assertThat(html(phone, "mobilePhone", "079 555 01 17", "country", "CH")).isEqualTo("+41 79 555 01 17");
        assertThat(html(phone, "mobilePhone", "079 555 01 17")).isEqualTo("079 555 01 17");
    }

    @Test
    void tracksALinkBeforeItsFragment() {
        SignatureTemplate template = new SignatureTemplate(
                "t",
                "T",
                "<a href=\"{{#tracked}}https://contoso.example/x?a=1#top{{/tracked}}\">x</a>",
                Optional.of("{{#tracked}}{{website}}{{/tracked}}"),
                List.of(),
                Map.of("utm_source", "signature", "utm_campaign", "März & April"),
                List.of());
        RenderedSignature rendered = renderer.render(template, person("website", "contoso.example"));
        assertThat(rendered.html())
                .isEqualTo("<a href=\"https://contoso.example/x?a=1&amp;utm_campaign=M%C3%A4rz+%26+April"
                        + "&amp;utm_source=signature#top\">x</a>");
        assertThat(rendered.text())
                .isEqualTo("https://contoso.example?utm_campaign=M%C3%A4rz+%26+April&utm_source=signature");
    }

    @Test
    void aSectionWithoutAValueLeavesNoLoneLabel() {
        String template = "{{displayName}}{{#mobilePhone}}<br>Mobile: {{mobilePhone}}{{/mobilePhone}}";
        assertThat(html(template, "displayName", "Anna", "mobilePhone", " ")).isEqualTo("Anna");
        assertThat(html(template, "displayName", "Anna", "mobilePhone", "1")).isEqualTo("Anna<br>Mobile: 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "'><svg onload=alert(1)>",
                "{{#upper}}x{{/upper}}",
                "{{mail}}",
                "{{{mail}}}",
                "</td></tr></table><h1>x",
                "--><b>x",
                "&lt;b&gt;"
            })
    void aValueStaysAValue(String hostile) {
        String rendered = html("<td title=\"{{jobTitle}}\">{{jobTitle}}</td>{{#upper}}{{/upper}}", "jobTitle", hostile);
        Element body =
                Jsoup.parseBodyFragment("<table>" + rendered + "</table>").body();
        assertThat(body.select("script, img, svg, h1, b")).isEmpty();
        assertThat(body.select("td")).hasSize(1);
        assertThat(body.select("td").text()).isEqualTo(hostile.strip());
        assertThat(body.select("td").attr("title")).isEqualTo(hostile);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                " JavaScript:alert(1)",
                "vbscript:x",
                "data:text/html,<script>alert(1)</script>",
                "java\tscript:alert(1)",
                "file:///etc/passwd"
            })
    void aLinkThatCouldRunSomethingIsTakenOut(String hostile) {
        assertThat(html("<a href=\"{{website}}\">x</a> <b>y</b>", "website", hostile))
                .doesNotContain("script:", "data:", "file:")
                .contains("<b>y</b>");
    }

    @Test
    void lineBreaksInAValueReachNoOtherLine() {
        SignatureTemplate template =
                SignatureTemplate.of("t", "{{jobTitle}}", Optional.of("{{displayName}}\n{{jobTitle}}"), List.of());
        Person person = person("displayName", "Anna", "jobTitle", "CIO\r\nBcc: x@evil.example\u2028\u0085y");
        RenderedSignature rendered = renderer.render(template, person);
        assertThat(rendered.text()).isEqualTo("Anna\nCIO  Bcc: x@evil.example  y");
        assertThat(rendered.html()).doesNotContain("\n", "\r");
    }

    @Test
    void showsThePhotoOfWhoHasOne() {
        String html =
                "<p>{{#photo}}<i>{{/photo}}<img alt='' src=\"cid:photo\">{{#photo}}</i>{{/photo}}{{displayName}}</p>";
        assertThat(html(html, "displayName", "Anna")).isEqualTo("<p>Anna</p>");
        Picture photo = Picture.of("anna.jpg", "image/jpeg", new byte[] {1, 2, 3});
        Person person = new Person(MAIL, Set.of(), Map.of("displayName", "Anna"), Set.of(), Optional.of(photo));
        RenderedSignature rendered = renderer.render(template(html), person);
        assertThat(rendered.pictures()).containsExactly(photo);
        assertThat(rendered.html()).contains("<i><img alt='' src=\"cid:" + InlinePictures.contentId(photo) + "\"></i>");
    }

    @Test
    void carriesOnlyThePicturesThatAreShown() {
        Picture logo = Picture.of("logo.png", "image/png", new byte[] {1});
        Picture award = Picture.of("award.png", "image/png", new byte[] {2});
        SignatureTemplate template = SignatureTemplate.of(
                "t",
                "<img src=\"cid:logo.png\">{{#employeeId}}<img src=\"cid:award.png\">{{/employeeId}}",
                Optional.empty(),
                List.of(logo, award));
        assertThat(renderer.render(template, person()).pictures()).containsExactly(logo);
        assertThat(renderer.render(template, person("employeeId", "7")).pictures())
                .containsExactly(logo, award);
    }

    @Test
    void theCodeHoldsTheContactCard() throws Exception {
        Person person = person(
                "displayName", "Anna Keller; R,D", "surname", "Keller", "givenName", "Ännä", "mobilePhone", "+41 79 1");
        RenderedSignature rendered = renderer.render(template("<img alt='' src='cid:vcard'>"), person);
        BufferedImage image = ImageIO.read(
                new ByteArrayInputStream(rendered.pictures().getFirst().bytes()));
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        String read = new QRCodeReader()
                .decode(new BinaryBitmap(
                        new HybridBinarizer(new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels))))
                .getText();
        assertThat(read.split("\r\n"))
                .containsExactly(
                        "BEGIN:VCARD",
                        "VERSION:3.0",
                        "N:Keller;Ännä;;;",
                        "FN:Anna Keller\\; R\\,D",
                        "TEL;TYPE=CELL:+41 79 1",
                        "EMAIL:anna@contoso.example",
                        "END:VCARD");
    }

    @Test
    void slotsStandOneBelowTheOther() {
        Picture logo = Picture.of("logo.png", "image/png", new byte[] {1});
        SignatureTemplate first = SignatureTemplate.of(
                "a", "<b>{{displayName}}</b><img src=\"cid:logo.png\">", Optional.empty(), List.of(logo));
        SignatureTemplate second =
                SignatureTemplate.of("b", "<i>Legal</i><img src=\"cid:logo.png\">", Optional.empty(), List.of(logo));
        RenderedSignature rendered = renderer.render(List.of(first, second), person("displayName", "Anna"));
        assertThat(rendered.text()).isEqualTo("Anna\n\nLegal");
        assertThat(rendered.html().indexOf("Anna")).isBetween(0, rendered.html().indexOf("Legal"));
        assertThat(rendered.pictures()).containsExactly(logo);
    }

    @Test
    void holdsNoCatalogThatNobodyElseHolds() throws InterruptedException {
        WeakReference<SignatureCatalog> catalog = new WeakReference<>(asked());
        for (int i = 0; i < 100 && catalog.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(catalog.get()).isNull();
    }

    private SignatureCatalog asked() {
        SignatureCatalog catalog = SignatureCatalog.of(
                List.of(SignatureRule.of("r", "R", "t")),
                List.of(template("<p>{{displayName}}, Old address street 7</p>")));
        assertThat(renderer.textsOf(catalog, person("displayName", "Anna"))).hasSize(1);
        return catalog;
    }

    @Test
    void knowsSignaturesOfNowAndBeforeByTheirText() {
        SignatureTemplate former = template("<p>{{displayName}}</p><p>Old address street 7</p>");
        SignatureTemplate now =
                template("<p>{{displayName}}</p><p>New address street 9</p>").after(former);
        SignatureTemplate shortOne = SignatureTemplate.of("s", "{{displayName}}", Optional.empty(), List.of());
        SignatureCatalog catalog =
                SignatureCatalog.of(List.of(SignatureRule.of("r", "R", "t")), List.of(now, shortOne));
        assertThat(renderer.textsOf(catalog, person("displayName", "Anna")))
                .containsExactlyInAnyOrder("Anna\nOld address street 7", "Anna\nNew address street 9");
    }
}
