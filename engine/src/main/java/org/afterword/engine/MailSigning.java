package org.afterword.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.afterword.engine.classify.BodyEvidence;
import org.afterword.engine.classify.ClientFinder;
import org.afterword.engine.classify.KindFinder;
import org.afterword.engine.classify.ProgramFinder;
import org.afterword.engine.message.HeaderText;
import org.afterword.engine.mime.HeaderEdits;
import org.afterword.engine.mime.InlinePictures;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.mime.Seals;
import org.afterword.engine.mime.SubjectEdits;
import org.afterword.engine.mime.TextSplicer;
import org.afterword.engine.model.Classification;
import org.afterword.engine.model.Client;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Reason;
import org.afterword.engine.model.SignatureRule.Author;
import org.afterword.engine.model.SigningRules;
import org.afterword.engine.place.Hints;
import org.afterword.engine.place.NotPlaced;
import org.afterword.engine.place.Placed;
import org.afterword.engine.place.TextQuestions;
import org.afterword.engine.render.RenderedSignature;
import org.afterword.engine.render.SignatureRenderer;
import org.afterword.engine.select.MailFacts;
import org.afterword.engine.select.RuleSelection;
import org.afterword.engine.select.RuleVerdict;
import org.afterword.engine.select.Selection;
import org.afterword.engine.splice.Edit;
import org.afterword.engine.splice.EditList;
import org.afterword.engine.splice.SignedMessage;
import org.jspecify.annotations.Nullable;

/** One mail whose texts can be read, and the person whose signature it is to bear. For use by one thread. */
final class MailSigning {
    private final ParsedMessage message;
    private final SignableTexts texts;
    private final SigningContext context;
    private final Person person;
    private final SigningRules rules;
    private final SignatureRenderer renderer;
    private final Classification classification;
    private final Client client;
    private final Optional<String> program;
    private final Map<String, List<String>> headerTexts = new HashMap<>();
    private final MailFacts.TextFacts textFacts;
    private @Nullable List<String> knownSignatures;

    MailSigning(
            ParsedMessage message,
            SignableTexts texts,
            SigningContext context,
            Person person,
            SignatureRenderer renderer) {
        this.message = message;
        this.texts = texts;
        this.context = context;
        this.person = person;
        this.renderer = renderer;
        rules = context.catalog().rules();
        BodyEvidence evidence = texts.placer().evidence();
        classification = KindFinder.find(message.header(), evidence);
        client = ClientFinder.find(message.header(), evidence);
        program = ProgramFinder.find(message.header());
        textFacts = textFacts(texts.placer().questions(classification.kind()));
    }

    /** Asks the rules. */
    Selection select(RecipientGroup group) {
        MailFacts facts = new MailFacts(
                person,
                group.audience(),
                group.people(),
                classification.kind(),
                client,
                author(),
                this::headerTexts,
                HeaderText.decode(message.header().first("Subject").orElse("")),
                context.at(),
                textFacts);
        return RuleSelection.select(context.catalog(), facts);
    }

    private Author author() {
        return program.isPresent() ? Author.PROGRAM : Author.PERSON;
    }

    /** Decoded once for each name, however many rules ask. */
    private List<String> headerTexts(String name) {
        return headerTexts.computeIfAbsent(
                name.toLowerCase(Locale.ROOT),
                lower -> message.header().all(lower).stream()
                        .map(value -> HeaderText.decode(value).toLowerCase(Locale.ROOT))
                        .toList());
    }

    private MailFacts.TextFacts textFacts(TextQuestions questions) {
        return new MailFacts.TextFacts() {
            @Override
            public boolean authorWrote(String words) {
                return questions.authorWrote(words);
            }

            @Override
            public boolean marked() {
                return questions.marked(rules.marker());
            }

            @Override
            public boolean signedBefore() {
                return questions.signedBefore(knownSignatures());
            }
        };
    }

    /** The texts by which signatures are known: made once, and only for a mail that is signed or asked about. */
    private List<String> knownSignatures() {
        List<String> known = knownSignatures;
        if (known == null) {
            known = new ArrayList<>(rules.knownSignatures());
            known.addAll(renderer.textsOf(context.catalog(), person));
            knownSignatures = known;
        }
        return known;
    }

    /** Does what the rules that were selected say. */
    SigningResult apply(RecipientGroup group, Selection selection) throws IOException {
        Explanation why = explanation(group, selection);
        List<Edit> subject = SubjectEdits.without(message, selection.keywordsToRemove());
        if (selection.winners().isEmpty()) {
            return leaveAlone(noWinner(selection.verdicts()), subject, why);
        }
        RenderedSignature signature = renderer.render(
                selection.winners().stream().map(Selection.Winner::template).toList(), person);
        Hints hints = Hints.none()
                .withKind(classification)
                .withMarker(rules.marker())
                .withKnownSignatures(knownSignatures())
                .withReplaceClientSignatures(selection.replacesClientSignatures());
        return switch (texts.placer().place(signature, hints)) {
            case NotPlaced none -> leaveAlone(none.reason(), subject, why);
            case Placed placed -> {
                Optional<List<Edit>> edits = edits(placed, signature, subject);
                yield edits.isEmpty()
                        ? leaveAlone(Reason.UNREADABLE, subject, why)
                        : new SigningResult(
                                new Decision.Sign(
                                        selection.winners().stream()
                                                .map(Selection.Winner::rule)
                                                .toList(),
                                        placed),
                                new SignedMessage(message.raw(), new EditList(edits.get())),
                                why);
            }
        };
    }

    private Explanation explanation(RecipientGroup group, Selection selection) {
        List<String> evidence = new ArrayList<>(classification.evidence());
        program.ifPresent(evidence::add);
        evidence.add(group.evidence());
        return new Explanation(
                Optional.of(classification),
                Optional.of(client),
                Optional.of(author()),
                Optional.of(group.audience()),
                evidence,
                selection.verdicts());
    }

    /** Why no rule puts anything in: the nearest miss says most to who asks. */
    private Reason noWinner(Collection<RuleVerdict> verdicts) {
        Reason reason = Reason.NO_RULE;
        for (RuleVerdict verdict : verdicts) {
            switch (verdict.outcome()) {
                case WON -> {
                    return Reason.RULE_LEAVES_UNSIGNED;
                }
                case TEMPLATE_MISSING -> {
                    return Reason.TEMPLATE_MISSING;
                }
                case KEYWORD_SUPPRESSES -> reason = Reason.KEYWORD_SUPPRESSES;
                case SIGNED_BEFORE -> reason = Reason.SIGNED_BEFORE;
                case NO_MARKER -> reason = Reason.NO_MARKER;
                case HEADER_EXCEPTED -> reason = Reason.HEADER_EXCEPTED;
                case OTHER_AUTHOR -> {
                    if (program.isPresent()) {
                        reason = Reason.PROGRAM;
                    }
                }
                case BEATEN,
                        SWITCHED_OFF,
                        SENDER_NOT_LISTED,
                        SENDER_EXCEPTED,
                        OTHER_AUDIENCE,
                        RECIPIENT_NOT_LISTED,
                        OTHER_KIND,
                        OTHER_CLIENT,
                        HEADER_MISSING,
                        KEYWORD_MISSING,
                        OUT_OF_SCHEDULE -> {}
            }
        }
        return reason;
    }

    private SigningResult leaveAlone(Reason reason, List<Edit> subject, Explanation why) throws IOException {
        List<Edit> edits = new ArrayList<>(HeaderEdits.forEveryMail(message, context.received(), message.lineEnd()));
        edits.addAll(subject);
        edits.addAll(Seals.broken(message, edits));
        return new SigningResult(
                new Decision.PassThrough(reason), new SignedMessage(message.raw(), new EditList(edits)), why);
    }

    private Optional<List<Edit>> edits(Placed placed, RenderedSignature signature, List<Edit> subject)
            throws IOException {
        String lineEnd = message.lineEnd();
        InlinePictures.Added pictures = texts.html().isPresent()
                        && !signature.pictures().isEmpty()
                        && !placed.html().isEmpty()
                ? InlinePictures.add(
                        message.raw(), message.root().orElseThrow(), texts.parts(), signature.pictures(), lineEnd)
                : InlinePictures.Added.NOTHING;
        List<Edit> edits = new ArrayList<>(HeaderEdits.forEveryMail(message, context.received(), lineEnd));
        edits.addAll(subject);
        edits.addAll(pictures.before());
        if (texts.html().isPresent()) {
            Optional<List<Edit>> inHtml =
                    TextSplicer.splice(message.raw(), texts.html().get(), placed.html(), lineEnd);
            if (inHtml.isEmpty()) {
                return Optional.empty();
            }
            edits.addAll(inHtml.get());
        }
        if (texts.text().isPresent()) {
            Optional<List<Edit>> inText =
                    TextSplicer.splice(message.raw(), texts.text().get(), placed.text(), lineEnd);
            if (inText.isEmpty()) {
                return Optional.empty();
            }
            edits.addAll(inText.get());
        }
        edits.addAll(pictures.after());
        edits.addAll(Seals.broken(message, edits));
        return Optional.of(edits);
    }
}
