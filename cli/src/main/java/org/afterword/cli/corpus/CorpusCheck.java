package org.afterword.cli.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.Decision;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.SigningContext;
import org.afterword.engine.SigningResult;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.mime.Part;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.Reason;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.splice.Edit;

/**
 * Signs a mail and checks that nothing but the edits changed: undoing them gives the input, all other parts and header
 * fields are the same bytes, a mail that was left alone only has our lines, and signing again changes nothing.
 */
public final class CorpusCheck {
    private static final Set<Edit.Rule> OUR_LINES =
            EnumSet.of(Edit.Rule.RECEIVED_ADDED, Edit.Rule.PROCESSED_ADDED, Edit.Rule.AUTH_REMOVED);
    private static final byte[] PIXEL = {
        (byte) 0x89,
        'P',
        'N',
        'G',
        '\r',
        '\n',
        0x1a,
        '\n',
        0,
        0,
        0,
        0,
        'I',
        'E',
        'N',
        'D',
        (byte) 0xae,
        0x42,
        0x60,
        (byte) 0x82
    };

    private final SignatureEngine engine = new SignatureEngine();
    private final SigningContext context;

    public CorpusCheck() {
        SignatureTemplate template = SignatureTemplate.of(
                "check",
                "<table><tr><td><img src=\"cid:logo.png\" alt=\"\"></td><td>{{displayName}} · Ελλάδα · 日本</td></tr></table>",
                Optional.empty(),
                List.of(Picture.of("logo.png", "image/png", PIXEL)));
        SignatureRule rule = SignatureRule.of("check", "Check", "check");
        Person person = new Person(MailAddress.of("anna.keller@contoso.example"), Map.of("displayName", "Anna Keller"));
        this.context = new SigningContext(
                Envelope.of("anna.keller@contoso.example", List.of("you@fabrikam.example")),
                Optional.of(person),
                SignatureCatalog.of(List.of(rule), List.of(template)),
                Set.of("contoso.example"),
                Instant.parse("2026-01-01T00:00:00Z"),
                "from a by b; Thu, 1 Jan 2026 00:00:00 +0000");
    }

    /**
     * What came of one mail.
     *
     * @param decision {@code signed}, or the reason to leave it alone
     * @param breaches promises that were not kept, without content of the mail
     */
    public record Finding(String decision, List<String> breaches) {
        public Finding {
            breaches = List.copyOf(breaches);
        }
    }

    public Finding check(RawMessage input) throws IOException {
        return compare(input, sign(engine.read(input)));
    }

    SigningResult sign(ParsedMessage message) throws IOException {
        return engine.sign(message, context);
    }

    /** Holds what the engine made of a mail against the mail. */
    Finding compare(RawMessage input, SigningResult result) throws IOException {
        List<String> breaches = new ArrayList<>();
        ParsedMessage parsed = engine.read(input);
        RawMessage output = RawMessage.of(result.message().bytes());
        ByteArrayOutputStream undone = new ByteArrayOutputStream();
        result.message().edits().undo(output, undone);
        if (!Arrays.equals(undone.toByteArray(), input.bytes(0, input.size()))) {
            breaches.add("undoing the edits does not give the input");
        }
        ParsedMessage again = engine.read(output);
        String decision = switch (result.decision()) {
            case Decision.PassThrough left -> {
                if (!result.message().edits().edits().stream().allMatch(edit -> OUR_LINES.contains(edit.rule()))) {
                    breaches.add("it was left alone and changed all the same");
                }
                yield left.reason().name();
            }
            case Decision.Sign signed -> {
                checkParts(parsed, again, result.message().edits().edits(), breaches);
                checkHeader(parsed, again, breaches);
                yield "signed as "
                        + result.explanation()
                                .classification()
                                .orElseThrow()
                                .kind()
                                .name()
                                .toLowerCase(Locale.ROOT);
            }
        };
        SigningResult second = sign(again);
        boolean recognised =
                second.decision() instanceof Decision.PassThrough left && left.reason() == Reason.ALREADY_PROCESSED;
        if (!recognised) {
            breaches.add("signing it again is not seen to be a second time");
        }
        return new Finding(decision, breaches);
    }

    /** Every leaf that no edit lies in is there, in the same order, with the same bytes. */
    private static void checkParts(ParsedMessage before, ParsedMessage after, List<Edit> edits, List<String> breaches)
            throws IOException {
        List<Part> untouched = before.root()
                .orElseThrow()
                .walk()
                .filter(part -> part.parts().isEmpty())
                .filter(part -> edits.stream()
                        .noneMatch(edit -> edit.end() >= part.bodyStart() && edit.start() <= part.bodyEnd()))
                .toList();
        List<Part> found = new ArrayList<>(after.root()
                .orElseThrow()
                .walk()
                .filter(part -> part.parts().isEmpty())
                .toList());
        for (Part part : untouched) {
            byte[] bytes = before.raw().bytes(part.start(), part.bodyEnd());
            boolean there = false;
            while (!there && !found.isEmpty()) {
                Part candidate = found.removeFirst();
                there = candidate.bodyEnd() - candidate.start() == bytes.length
                        && Arrays.equals(after.raw().bytes(candidate.start(), candidate.bodyEnd()), bytes);
            }
            if (!there) {
                breaches.add("a part of type " + part.contentType().value() + " that was not edited is not the same");
                return;
            }
        }
    }

    /** The fields that are no body's and no seal are the same bytes in the same order, below our two lines. */
    private static void checkHeader(ParsedMessage before, ParsedMessage after, List<String> breaches)
            throws IOException {
        List<String> expected = fields(before);
        List<String> actual = new ArrayList<>(fields(after));
        if (actual.size() < 2
                || !actual.removeFirst().startsWith("Received:")
                || !actual.removeFirst().startsWith("X-Afterword-M")) {
            breaches.add("our two lines are not on top of the header");
        }
        actual.removeIf(field -> field.startsWith("MIME-Version:") && !expected.contains(field));
        if (!actual.equals(expected)) {
            breaches.add("a header field that is not ours changed");
        }
    }

    private static List<String> fields(ParsedMessage message) throws IOException {
        List<String> fields = new ArrayList<>();
        for (HeaderSection.Field field : message.header().fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (!name.startsWith("content-")
                    && !name.startsWith("arc-")
                    && !name.equals("dkim-signature")
                    && !name.equals("x-afterword-auth")) {
                fields.add(new String(message.raw().bytes(field.start(), field.end()), StandardCharsets.ISO_8859_1));
            }
        }
        return fields;
    }
}
