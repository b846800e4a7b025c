package org.afterword.engine.place.lines;

import java.util.Set;
import org.jsoup.nodes.Attributes;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * An element by which a mail client marks where the quoted thread is.
 *
 * @param line the index of the first line that stands in it or after it
 */
public record Mark(Element element, int line, Kind kind) {
    /** What it says about the lines in it and behind it. */
    public enum Kind {
        /** The header of the quoted mail starts here; all that follows is thread. */
        HEADER,
        /** All that is inside is thread. */
        QUOTE,
        /** The introduction of a quote starts here; a quote follows, and there may be an answer behind it. */
        INTRODUCTION,
        /** A mail client's container of a signature. It may hold anything. */
        SIGNATURE,
        /** A signature that we put in. */
        OURS
    }

    /** The class, and the beginning of the id, of a signature that we put in. */
    public static final String OUR_NAME = "afterword-signature";

    /** The named anchor in it, which Word keeps as a bookmark. */
    public static final String OUR_ANCHOR = "AfterwordSignature";

    private static final Set<String> SIGNATURE_IDS = Set.of(
            "signature", "ms-outlook-mobile-signature", "applemailsignature", "composer_signature", "mail-signature");
    private static final Set<String> SIGNATURE_CLASSES = Set.of(
            "gmail_signature",
            "moz-signature",
            "protonmail_signature_block",
            "mb_sig",
            "ymail_android_signature",
            "ms-outlook-ios-signature",
            "ms-outlook-android-signature",
            "tutanota_signature",
            "yahoo-signature");

    private static final Set<String> HEADER_IDS = Set.of("divrplyfwdmsg", "rwhheaders", "aqm-original", "zwchr");
    private static final Set<String> QUOTE_IDS = Set.of(
            "mail-editor-reference-message-container",
            "olk_src_body_section",
            "isreplycontent",
            "ntes-pcmail-quote",
            "ntes-flashmail-quote",
            "ntes-iosmail-quote",
            "ntes-androidmail-quote",
            "reply-container");
    private static final Set<String> QUOTE_CLASSES = Set.of(
            "ms-outlook-mobile-reference-message",
            "moz-forward-container",
            "protonmail_quote",
            "iosymail",
            "history_container",
            "front-blockquote",
            "freshdesk_quote",
            "alimail-quote",
            "skiff_quote",
            "tutanota_quote",
            "notion-mail-quote",
            "quotedreply",
            "zmail_extra");
    private static final Set<String> INTRODUCTION_CLASSES =
            Set.of("gmail_quote", "gmail_quote_container", "gmail_attr", "moz-cite-prefix", "j-reply");

    /** What {@code element} marks; null for nothing. */
    static @Nullable Kind of(Element element) {
        if (element.attributesSize() == 0) {
            return null;
        }
        // By their exact names, which the parser wrote in lower case: to look without regard to case takes twice as
        // long.
        Attributes attributes = element.attributes();
        String id = Characters.lower(attributes.get("id"));
        if (!id.isEmpty()) {
            if (HEADER_IDS.contains(id) || id.startsWith("divrpf")) {
                return Kind.HEADER;
            }
            if (QUOTE_IDS.contains(id) || yahoo(id)) {
                return Kind.QUOTE;
            }
            if (id.contains(OUR_NAME)) {
                return Kind.OURS;
            }
            if (SIGNATURE_IDS.contains(id) || id.startsWith("zm-_id_-sgn")) {
                return Kind.SIGNATURE;
            }
        }
        String classes = attributes.get("class");
        if (!classes.isEmpty()) {
            Kind kind = ofClasses(Characters.lower(classes));
            if (kind != null) {
                return kind;
            }
        }
        return ofOthers(element, attributes);
    }

    /** Whether the element is made for a whole thread. */
    static boolean holdsThread(Element element) {
        return of(element) == Kind.QUOTE;
    }

    private static @Nullable Kind ofClasses(String classes) {
        for (String name : classes.strip().split(" ", 8)) {
            if (QUOTE_CLASSES.contains(name) || yahoo(name)) {
                return Kind.QUOTE;
            }
            if (INTRODUCTION_CLASSES.contains(name)) {
                return Kind.INTRODUCTION;
            }
            if (name.contains(OUR_NAME)) {
                return Kind.OURS;
            }
            if (SIGNATURE_CLASSES.contains(name)) {
                return Kind.SIGNATURE;
            }
        }
        return null;
    }

    private static @Nullable Kind ofOthers(Element element, Attributes attributes) {
        if (attributes.get("data-marker").equals("__DIVIDER__")) {
            return Kind.HEADER;
        }
        String name = attributes.get("name");
        if (name.equals("_____replyseparator")) {
            return Kind.HEADER;
        }
        if (name.equals("messageSignatureSection")) {
            return Kind.SIGNATURE;
        }
        if (name.endsWith(OUR_ANCHOR)) {
            return Kind.OURS;
        }
        if (name.equals("messageReplySection") || name.equals("quote") && element.nameIs("div")) {
            return Kind.QUOTE;
        }
        return attributes.get("title").equals("beforequote:::") ? Kind.QUOTE : null;
    }

    private static boolean yahoo(String name) {
        return name.contains("yahoo_quoted") && !name.startsWith("x_") && !name.startsWith("m_");
    }
}
