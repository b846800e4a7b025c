package org.afterword.engine.render;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.render.MarkupToken.Comment;
import org.afterword.engine.render.MarkupToken.Condition;
import org.afterword.engine.render.MarkupToken.ConditionEnd;
import org.afterword.engine.render.MarkupToken.EndTag;
import org.afterword.engine.render.MarkupToken.Fault;
import org.afterword.engine.render.MarkupToken.MarkupAttribute;
import org.afterword.engine.render.MarkupToken.StartTag;

/**
 * Examines the HTML of a template, which is to stand in other people's mails: it must run nothing, load no style, stay in
 * its own place, close what it opens, and let no value out of the place that it is given. What stands for classic Outlook
 * in conditional comments is examined by the same rules.
 */
final class TemplateMarkup {
    private static final String FIELD = "html";
    private static final int MOST_FINDINGS = 100;
    /** Places where a tag of the template's language stands, other than an attribute, which is known by where it begins. */
    private static final int NOWHERE = -1;

    private static final int IN_TEXT = -2;

    private final String source;
    private final Set<String> pictures;
    private final List<TemplateFinding> findings;
    private final Set<String> told = new HashSet<>();

    TemplateMarkup(SignatureTemplate template, List<TemplateFinding> findings) {
        this.source = template.html();
        this.findings = findings;
        pictures = template.pictures().stream().map(Picture::name).collect(Collectors.toSet());
    }

    void check() {
        List<MarkupToken> tokens = MarkupScanner.scan(source);
        List<TemplateTag> tags = TemplateTag.of(source);
        controls();
        tokens(tokens);
        places(tags, tokens);
        new MarkupBalance(this::error).check(tags, tokens);
    }

    private void controls() {
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' || c == 0x7f) {
                error(i, "There is a control character here, which programs read in more than one way: delete it.");
                return;
            }
        }
    }

    private void tokens(List<MarkupToken> tokens) {
        for (MarkupToken token : tokens) {
            switch (token) {
                case Fault fault -> error(fault.start(), fault.message());
                case StartTag tag -> element(tag);
                case Condition condition -> tokens(condition.content());
                case EndTag closing -> {
                    // Balance has its say about it.
                }
                case Comment comment -> {
                    // Nobody reads it.
                }
                case ConditionEnd end -> {
                    // Likewise.
                }
            }
        }
    }

    private void element(StartTag tag) {
        Optional<String> reason = AllowedMarkup.refusal(tag.name());
        if (reason.isPresent()) {
            error(tag.start(), "<" + shown(tag.name()) + "> cannot stand in a signature: " + reason.get() + ".");
            return;
        }
        for (MarkupAttribute attribute : tag.attributes()) {
            attribute(tag, attribute);
        }
        if (tag.name().equals("img") && !tag.has("alt")) {
            warning(
                    tag.start(),
                    "The picture has no alt text for those who do not see it; alt=\"\" if it only decorates.");
        }
    }

    private void attribute(StartTag tag, MarkupAttribute attribute) {
        int at = attribute.start();
        String name = attribute.name();
        boolean filled = attribute.value().contains("{{");
        if (name.contains("{") || name.contains("}")) {
            error(at, "A value can stand in a tag only within the quotes of an attribute.");
        } else if (name.startsWith("on")) {
            error(at, "\"" + shown(name) + "\" would run a program; mail programs run none.");
        } else if (filled && !attribute.quoted()) {
            error(at, "The attribute \"" + shown(name) + "\" has a value to be filled in and needs quotes.");
        } else if (name.equals("style")) {
            style(tag, attribute.value(), filled, at);
        } else if (SafeLinks.isLink(name)) {
            link(name, attribute.value(), at);
        } else if (SafeLinks.isPicture(name)) {
            picture(name, attribute.value(), at);
        } else if (!AllowedMarkup.attribute(tag.name(), name)) {
            error(at, "The attribute \"" + shown(name) + "\" cannot stand in a signature: delete it.");
        }
    }

    private void style(StartTag tag, String value, boolean filled, int at) {
        if (filled) {
            error(at, "A value cannot stand in a style, which it could change as a whole.");
            return;
        }
        Optional<String> fault = AllowedStyle.fault(value);
        if (fault.isPresent()) {
            error(at, fault.get());
        } else if (AllowedStyle.blackOnNothing(value) && !tag.has("bgcolor")) {
            warning(
                    at,
                    "Black text without a background of its own cannot be read in dark mode: leave the colour out, or"
                            + " choose a grey such as #666666.");
        }
    }

    private void link(String name, String value, int at) {
        if (!forms(value).stream().allMatch(SafeLinks::leads)) {
            error(
                    at,
                    "\"" + name + "\" must lead somewhere by https://, http://, mailto:, tel: or sms:, written out"
                            + " before any value, or by {{#link}}.");
        }
    }

    private void picture(String name, String value, int at) {
        List<String> forms = forms(value);
        if (!forms.stream().allMatch(SafeLinks::shows)) {
            error(
                    at,
                    "\"" + name
                            + "\" must lead to a picture by https://, or by cid:NAME to one on the template's list of"
                            + " pictures: others do not have your files, and not all mail programs show data: addresses.");
        }
        for (String form : forms) {
            if (form.regionMatches(true, 0, "cid:", 0, 4) && !form.contains("{{") && !known(form.substring(4))) {
                error(at, "The template has no picture \"" + shown(form.substring(4)) + "\".");
            } else if (form.regionMatches(true, 0, "http:", 0, 5)) {
                warning(at, "Mail programs load pictures over https only, or warn of them.");
            }
        }
    }

    private boolean known(String name) {
        return pictures.contains(name) || name.equals(Person.PHOTO) || name.equals(SignatureRenderer.CONTACT_CARD);
    }

    /**
     * What an address can be when sections are there and when they are not. What it becomes with a person's values is for
     * {@link SafeLinks} to say when it is rendered; here a value is as good as whole where it stands first.
     */
    private static List<String> forms(String value) {
        if (!value.contains("{{")) {
            return List.of(value);
        }
        StringBuilder all = new StringBuilder();
        StringBuilder without = new StringBuilder();
        int at = 0;
        int inside = 0;
        for (TemplateTag tag : TemplateTag.of(value)) {
            String before = value.substring(at, tag.start());
            all.append(before);
            without.append(inside == 0 ? before : "");
            at = tag.end();
            if (tag.opens()) {
                if (inside == 0 && Helper.NAMES.contains(tag.name())) {
                    without.append("{{}}");
                }
                if (Helper.NAMES.contains(tag.name())) {
                    all.append("{{}}");
                }
                inside++;
            } else if (tag.kind() == '/') {
                inside--;
            } else if (tag.kind() == TemplateTag.VALUE) {
                all.append("{{}}");
                without.append(inside == 0 ? "{{}}" : "");
            }
        }
        all.append(value.substring(at));
        without.append(value.substring(at));
        return List.of(all.toString(), without.toString());
    }

    /** A section left out must leave the markup around it as it is: it ends in the same place in which it begins. */
    private void places(List<TemplateTag> tags, List<MarkupToken> tokens) {
        Deque<Integer> sections = new ArrayDeque<>();
        List<MarkupToken> pieces = new ArrayList<>();
        flatten(tokens, pieces);
        List<Condition> conditions = tokens.stream()
                .filter(Condition.class::isInstance)
                .map(Condition.class::cast)
                .toList();
        int piece = 0;
        int condition = 0;
        for (TemplateTag tag : tags) {
            while (piece < pieces.size() && pieces.get(piece).end() <= tag.start()) {
                piece++;
            }
            while (condition < conditions.size() && conditions.get(condition).end() <= tag.start()) {
                condition++;
            }
            boolean inCondition =
                    condition < conditions.size() && conditions.get(condition).start() <= tag.start();
            int text = inCondition ? IN_TEXT - 1 - conditions.get(condition).start() : IN_TEXT;
            int place = piece < pieces.size() ? place(tag, pieces.get(piece), text) : text;
            if (place == NOWHERE || strange(tag) || inCondition && mayEndComment(tag.end())) {
                error(
                        tag.start(),
                        "A value can stand in a text and within the quotes of an attribute, and nowhere else.");
            }
            if (tag.opens()) {
                sections.push(place);
            } else if (tag.kind() == '/' && !sections.isEmpty() && sections.pop() != place) {
                error(tag.start(), "A section ends where it begins: both in the text, or both in the same attribute.");
            }
        }
    }

    private static void flatten(List<MarkupToken> tokens, List<MarkupToken> pieces) {
        for (MarkupToken token : tokens) {
            if (token instanceof Condition condition && !condition.content().isEmpty()) {
                flatten(condition.content(), pieces);
            } else if (!(token instanceof Fault) && !(token instanceof Condition)) {
                pieces.add(token);
            }
        }
    }

    /** @param text the place of the text around */
    private static int place(TemplateTag tag, MarkupToken piece, int text) {
        if (piece.start() >= tag.end()) {
            return text;
        }
        if (piece.start() < tag.start() && piece instanceof StartTag start) {
            for (MarkupAttribute attribute : start.attributes()) {
                if (attribute.quoted() && attribute.from() <= tag.start() && tag.end() <= attribute.to()) {
                    return attribute.from();
                }
            }
        }
        return NOWHERE;
    }

    /** Whether a tag has what could be taken for markup. */
    private boolean strange(TemplateTag tag) {
        for (int i = tag.start(); i < tag.end(); i++) {
            if ("<>\"'".indexOf(source.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether dashes that a value brings would end the comment here. */
    private boolean mayEndComment(int from) {
        int at = from;
        while (at < source.length() && "-!".indexOf(source.charAt(at)) >= 0) {
            at++;
        }
        return at < source.length() && source.charAt(at) == '>';
    }

    static String shown(String name) {
        return name.length() > 40 ? name.substring(0, 40) + "…" : name;
    }

    private void error(int at, String message) {
        if (told.size() < MOST_FINDINGS && told.add(at + message)) {
            findings.add(TemplateFinding.error(FIELD, source, at, message));
        }
    }

    private void warning(int at, String message) {
        if (told.size() < MOST_FINDINGS && told.add(at + message)) {
            findings.add(TemplateFinding.warning(FIELD, source, at, message));
        }
    }
}
