package org.afterword.functions.console.explain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.model.Audience;
import org.afterword.engine.model.Client;
import org.afterword.engine.model.Keyword;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.MixedRecipients;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Recipients;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.engine.model.Slot;
import org.afterword.functions.console.ConsoleApi;
import org.afterword.functions.console.connect.ConnectApi;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.ApiResponse;
import org.afterword.functions.console.session.ConsoleSessions;
import org.afterword.functions.mail.signing.TestStamp;
import org.afterword.functions.onboarding.ConnectSettings;
import org.afterword.process.settings.SettingsReader;
import org.afterword.storage.fake.InMemoryOnboardingStore;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.trace.TraceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an administrator is told about a mail is what is done with it. With the system property {@code afterword.corpus}, a
 * list of folders, all mails in them are asked about and sent, besides those that are written here.
 */
class ExplainedAsDoneTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUOTE =
            "\r\n\r\nOn Mon, 2 Mar 2026 at 10:00, Ben <ben@fabrikam.example> wrote:\r\n> Hello\r\n";

    private TestStamp stamp;
    private ConsoleApi api;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
        api = new ConsoleApi(
                stamp.stores.stores(),
                "0123456789abcdef".getBytes(ISO_8859_1),
                new ConsoleSessions(new InMemoryOnboardingStore(), stamp.clock),
                new ConnectApi(
                        ConnectSettings.from(new SettingsReader(Map.of())),
                        new InMemoryOnboardingStore(),
                        stamp.stores.traces(),
                        stamp.clock),
                stamp.clock);
        for (String id : List.of("full", "brief", "legal", "fair")) {
            stamp.stores
                    .signatures()
                    .putTemplate(
                            TestStamp.CONTOSO,
                            SignatureTemplate.of(
                                    id, "<p>{{mail}}</p><p>the " + id + " one</p>", Optional.empty(), List.of()),
                            new Precondition.Any());
        }
        stamp.stores.signatures().putRules(TestStamp.CONTOSO, rules(), new Precondition.Any());
    }

    private static SigningRules rules() {
        return SigningRules.of(List.of(
                        SignatureRule.builder("none", "Not wanted")
                                .keywords(new Keyword("[nosig]", Keyword.Place.EITHER, Keyword.Effect.REQUIRE, true))
                                .build(),
                        SignatureRule.builder("mobile", "On the way")
                                .template("brief")
                                .clients(Client.MOBILE)
                                .build(),
                        SignatureRule.builder("first", "First of a conversation")
                                .template("full")
                                .recipients(Recipients.of(Audience.EXTERNAL))
                                .oncePerConversation()
                                .build(),
                        SignatureRule.builder("answers", "Answers")
                                .template("brief")
                                .kinds(Kind.REPLY, Kind.FORWARD)
                                .build(),
                        SignatureRule.builder("fair", "Fair")
                                .slot(Slot.BANNER)
                                .template("fair")
                                .kinds(Kind.NEW)
                                .build(),
                        SignatureRule.builder("legal", "Legal")
                                .slot(Slot.DISCLAIMER)
                                .template("legal")
                                .recipients(Recipients.of(Audience.EXTERNAL))
                                .build()))
                .with(MixedRecipients.COPY_FOR_EACH);
    }

    @AfterEach
    void stop() throws IOException {
        stamp.close();
    }

    @Test
    void explainsWhatIsDone() throws IOException {
        int signed = 0;
        List<byte[]> mails = mails();
        for (byte[] mail : mails) {
            signed += sameAnswer(mail) ? 1 : 0;
        }
        System.out.println(mails.size() + " mails explained as done, " + signed + " of them signed");
        assertThat(signed).isGreaterThan(5);
    }

    private static List<byte[]> mails() throws IOException {
        List<byte[]> mails = new ArrayList<>();
        String header = "From: Anna <anna@contoso.example>\r\nTo: ben@fabrikam.example\r\nSubject: ";
        for (String rest : List.of(
                "Lunch\r\n\r\nAt noon?\r\n",
                "Lunch\r\nCc: carl@contoso.example\r\n\r\nAt noon?\r\n",
                "Re: Lunch [nosig]\r\nIn-Reply-To: <1@x>\r\n\r\nYes" + QUOTE,
                "Re: Lunch\r\nIn-Reply-To: <1@x>\r\n\r\nYes" + QUOTE,
                "Re: Lunch\r\nIn-Reply-To: <1@x>\r\nCc: carl@contoso.example\r\n\r\nYes\r\n\r\nSent from my iPhone"
                        + QUOTE,
                "Re: Lunch\r\nIn-Reply-To: <1@x>\r\n\r\nYes" + QUOTE + "> anna@contoso.example\r\n> the full one\r\n",
                "FW: Lunch\r\n\r\nPlease see below\r\n\r\n-----Original Message-----\r\nFrom: Ben <b@x.example>\r\nSent:"
                        + " Monday\r\nTo: Anna\r\nSubject: Lunch\r\n\r\nHello\r\n",
                "Campaign\r\nList-Id: <x.contoso.example>\r\n\r\nBuy\r\n",
                "Away\r\nAuto-Submitted: auto-replied\r\n\r\nI am away\r\n",
                "Lunch\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>Gr\u00fc\u00dfe</p>\r\n")) {
            mails.add((header + rest).getBytes(ISO_8859_1));
        }
        mails.add("From: nobody@elsewhere.example\r\nTo: carl@contoso.example\r\nSubject: x\r\n\r\nHello\r\n"
                .getBytes(ISO_8859_1));
        for (String folder : System.getProperty("afterword.corpus", "").split(",")) {
            if (!folder.isBlank()) {
                try (Stream<Path> files = Files.list(Path.of(folder))) {
                    for (Path file : files.filter(file -> file.toString().endsWith(".eml"))
                            .sorted()
                            .toList()) {
                        mails.add(Files.readAllBytes(file));
                    }
                }
            }
        }
        return mails;
    }

    private boolean sameAnswer(byte[] mail) throws IOException {
        ParsedMessage message = new SignatureEngine().read(RawMessage.of(mail));
        Optional<MailAddress> author =
                message.from().filter(from -> !from.domain().equals("elsewhere.example"));
        if (author.isPresent()) {
            stamp.stores.people().put(TestStamp.CONTOSO, new Person(author.get(), Map.of("displayName", "Somebody")));
        }
        List<MailAddress> recipients =
                message.recipients().isEmpty() ? List.of(MailAddress.of("ben@fabrikam.example")) : message.recipients();
        JsonNode told = explain(mail, recipients);
        int before = stamp.server.mails().size();
        int traced = stamp.stores.traces().records().size();
        stamp.receive(
                new String(mail, ISO_8859_1),
                new Envelope(
                        message.sender().or(message::from),
                        recipients.stream()
                                .map(address -> Recipient.of(address.address()))
                                .toList(),
                        EsmtpParameters.NONE));
        stamp.runTriggers();
        List<TraceRecord> traces = stamp.stores.traces().records();
        List<TraceRecord> done = traces.subList(traced, traces.size());
        assertThat(told.path("copies")).hasSize(done.size());
        for (int i = 0; i < done.size(); i++) {
            JsonNode copy = told.path("copies").path(i);
            same(copy, done.get(i));
            assertThat(withoutReceived(
                            Base64.getDecoder().decode(copy.path("signedMail").asText())))
                    .isEqualTo(withoutReceived(stamp.server.mails().get(before + i)));
        }
        return done.getFirst().decision().equals("signed");
    }

    private static void same(JsonNode told, TraceRecord done) {
        assertThat(told.path("decision").asText()).isEqualTo(done.decision());
        assertThat(told.path("why").asText()).isEqualTo(done.why());
        assertThat(texts(told.path("rules"))).isEqualTo(done.rules());
        assertThat(texts(told.path("evidence"))).isEqualTo(done.evidence());
        assertThat(told.path("kind").asText().toLowerCase(Locale.ROOT)).isEqualTo(done.kind());
        assertThat(told.path("client").asText().toLowerCase(Locale.ROOT)).isEqualTo(done.client());
        assertThat(told.path("audience").asText().toLowerCase(Locale.ROOT)).isEqualTo(done.audience());
        assertThat(told.path("confidence").asText().toLowerCase(Locale.ROOT)).isEqualTo(done.confidence());
        assertThat(told.path("recipients")).hasSize(done.recipients());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(value -> texts.add(value.asText()));
        return texts;
    }

    private JsonNode explain(byte[] mail, List<MailAddress> recipients) throws IOException {
        ObjectNode body = JSON.createObjectNode()
                .put("mail", Base64.getEncoder().encodeToString(mail))
                .put("at", stamp.clock.instant().toString())
                .put("signedMail", true);
        ArrayNode to = body.putArray("recipients");
        recipients.forEach(recipient -> to.add(recipient.address()));
        ApiResponse answer = api.answerOperator(ApiRequest.of(
                "POST",
                URI.create("https://stamp.example/api/tenants/" + TestStamp.CONTOSO + "/explain"),
                Map.of(),
                Map.of("content-type", "application/json"),
                body.toString()));
        assertThat(answer.status()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /** Each states its own time and place in the one line that was added; line ends are those of SMTP. */
    private static String withoutReceived(byte[] mail) {
        String text = new String(mail, ISO_8859_1).replace("\r\n", "\n").stripTrailing();
        Set<String> starts = Set.of("Received: by explain.invalid", "Received: by stamp.afterword.example");
        int at = starts.stream().mapToInt(text::indexOf).max().orElse(-1);
        assertThat(at).isNotNegative();
        return text.substring(0, at) + text.substring(text.indexOf('\n', at) + 1);
    }
}
