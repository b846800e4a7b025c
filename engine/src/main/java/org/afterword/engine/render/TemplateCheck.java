package org.afterword.engine.render;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.SignatureTemplate;

/** Examines a template before it is saved: whether it is in its language, is safe in a mail, and will be seen as it is meant. */
public final class TemplateCheck {
    /** Gmail shows no more of a mail's HTML than 102 kB, and the signature is not all of it. */
    static final int GMAIL_CLIPS_AT = 102 * 1024;

    private static final int LARGE_HTML = 30 * 1024;
    private static final int LARGE_PICTURES = 200 * 1024;
    /** A store takes 2 MB for a template, of which base64 takes a third. */
    private static final int LARGEST_PICTURES = 1_200 * 1024;

    private static final int LONGEST = 200_000;

    private static final int MOST_TOLD = 100;

    private static final Pattern LINE = Pattern.compile("@ line (\\d+)");

    /** Entra's names (Microsoft Graph, resource type user) and what we add. */
    private static final Set<String> ATTRIBUTES = attributes();

    private TemplateCheck() {}

    private static Set<String> attributes() {
        Set<String> names = new HashSet<>(Set.of(
                "displayName",
                "givenName",
                "surname",
                "jobTitle",
                "department",
                "companyName",
                "businessPhones",
                "mobilePhone",
                "faxNumber",
                "streetAddress",
                "city",
                "state",
                "postalCode",
                "country",
                "officeLocation",
                "mail",
                "userPrincipalName",
                "manager",
                "employeeId",
                Person.PHOTO));
        for (int i = 1; i <= 15; i++) {
            names.add("extensionAttribute" + i);
        }
        names.addAll(Helper.NAMES);
        return Set.copyOf(names);
    }

    /** What there is to say, errors first, each in the order in which it stands. */
    public static List<TemplateFinding> check(SignatureTemplate template) {
        List<TemplateFinding> findings = new ArrayList<>();
        boolean readable = language("html", template.html(), findings);
        template.text().ifPresent(text -> language("text", text, findings));
        if (readable) {
            new TemplateMarkup(template, findings).check();
        }
        size(template, findings);
        findings.sort(Comparator.comparing(TemplateFinding::severity)
                .thenComparing(TemplateFinding::field)
                .thenComparingInt(TemplateFinding::line)
                .thenComparingInt(TemplateFinding::column));
        return findings;
    }

    private static boolean language(String field, String source, List<TemplateFinding> findings) {
        if (source.length() > LONGEST) {
            findings.add(TemplateFinding.error(field, source, -1, "It is longer than " + LONGEST + " characters."));
            return false;
        }
        try {
            Mustache.compiler().compile(source);
        } catch (MustacheException malformed) {
            Matcher line = LINE.matcher(String.valueOf(malformed.getMessage()));
            int number = line.find() ? Integer.parseInt(line.group(1)) : 0;
            findings.add(new TemplateFinding(
                    TemplateFinding.Severity.ERROR,
                    field,
                    number,
                    number == 0 ? 0 : 1,
                    "It is not in the Mustache language: " + malformed.getMessage()));
            return false;
        } catch (StringIndexOutOfBoundsException nameless) {
            findings.add(TemplateFinding.error(
                    field, source, -1, "It is not in the Mustache language: a {{ }} has no name in it."));
            return false;
        }
        Set<String> told = new HashSet<>();
        for (TemplateTag tag : TemplateTag.of(source)) {
            tag(field, source, tag, told, findings);
        }
        return true;
    }

    /** @param told what was said already, so that each thing is said once */
    private static void tag(
            String field, String source, TemplateTag tag, Set<String> told, List<TemplateFinding> findings) {
        switch (tag.kind()) {
            case '{', '&' -> {
                if (told.add("unescaped " + tag.name())) {
                    findings.add(TemplateFinding.error(
                            field,
                            source,
                            tag.start(),
                            "A value must not stand unescaped, since it could change the mail: write {{name}}."));
                }
            }
            case '=' -> {
                if (told.add("=")) {
                    findings.add(TemplateFinding.error(
                            field, source, tag.start(), "The delimiters {{ and }} cannot be changed."));
                }
            }
            case '>', '<', '$', '*' -> {
                if (told.add(">")) {
                    findings.add(TemplateFinding.error(field, source, tag.start(), "Templates cannot include others."));
                }
            }
            case TemplateTag.VALUE, '#', '^' -> {
                String name = tag.name();
                if (name.isEmpty() && told.add("nameless")) {
                    findings.add(TemplateFinding.error(field, source, tag.start(), "A section has no name."));
                } else if (!name.equals(".")
                        && !ATTRIBUTES.contains(name)
                        && told.size() < MOST_TOLD
                        && told.add(name)) {
                    findings.add(TemplateFinding.warning(
                            field,
                            source,
                            tag.start(),
                            "\"" + name + "\" is no attribute of Entra's; it is empty unless your people have an own"
                                    + " field of that name."));
                }
            }
            default -> {}
        }
    }

    private static void size(SignatureTemplate template, List<TemplateFinding> findings) {
        int html = template.html().getBytes(StandardCharsets.UTF_8).length;
        if (html >= GMAIL_CLIPS_AT && template.html().length() <= LONGEST) {
            findings.add(TemplateFinding.error(
                    "html", template.html(), -1, "It has " + html / 1024 + " kB, and Gmail clips a mail at 102 kB."));
        } else if (html > LARGE_HTML && html < GMAIL_CLIPS_AT) {
            findings.add(TemplateFinding.warning(
                    "html",
                    template.html(),
                    -1,
                    "It has " + html / 1024 + " kB. Gmail clips a mail at 102 kB, text and thread included."));
        }
        int pictures =
                template.pictures().stream().mapToInt(TemplateCheck::size).sum();
        if (pictures > LARGEST_PICTURES) {
            findings.add(TemplateFinding.error(
                    "pictures",
                    "",
                    -1,
                    "They have " + pictures / 1024 + " kB, and " + LARGEST_PICTURES / 1024
                            + " kB can be embedded: make them smaller, or link to them on your web site."));
        } else if (pictures > LARGE_PICTURES) {
            findings.add(TemplateFinding.warning(
                    "pictures", "", -1, "They have " + pictures / 1024 + " kB, which every mail will carry."));
        }
    }

    private static int size(Picture picture) {
        return picture.base64().length() / 4 * 3;
    }
}
