package org.afterword.engine.classify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.HeaderText;
import org.afterword.engine.model.Classification;
import org.afterword.engine.model.Kind;
import org.jspecify.annotations.Nullable;

/** Tells from the header whether a mail is new, a reply or a forwarded one. */
public final class KindFinder {
    private static final int LONGEST_PREFIX = 24;

    /** The 22 bytes of Thread-Index that the first mail of a conversation has; each step adds 5. */
    private static final int FIRST_INDEX = 22;

    private static final Pattern COUNT = Pattern.compile(" ?(?:\\[\\d{1,3}]|\\(\\d{1,3}\\)|[\\^*]\\d{1,3}) ?$");

    private static final Map<String, Kind> PREFIXES = read("subject-prefixes.txt");

    private KindFinder() {}

    /**
     * Reads the header alone. A forwarded mail is told by its subject only, since Exchange gives it In-Reply-To and
     * References as it does a reply.
     */
    public static Classification find(HeaderSection header) {
        List<String> evidence = new ArrayList<>();
        String subject = HeaderText.decode(header.first("Subject").orElse(""));
        Optional<Kind> bySubject =
                bySubject(subject, header.first("Thread-Topic").map(HeaderText::decode), evidence);
        boolean follows = follows(header, evidence);
        if (bySubject.isPresent()) {
            boolean certain = bySubject.get() == Kind.FORWARD || follows;
            return new Classification(bySubject.get(), certain, evidence);
        }
        if (follows) {
            return new Classification(Kind.REPLY, true, evidence);
        }
        evidence.add("nothing in the header refers to an earlier mail");
        return new Classification(Kind.NEW, true, evidence);
    }

    /**
     * Reads the header and takes in what the texts show: a forwarded mail is recognised by its separator too, and a mail
     * whose header tells of nothing may still quote one.
     */
    public static Classification find(HeaderSection header, BodyEvidence body) {
        Classification byHeader = find(header);
        Kind kind = byHeader.kind();
        if (kind == Kind.FORWARD || body.thread() == BodyEvidence.Thread.NONE) {
            return byHeader;
        }
        List<String> evidence = new ArrayList<>(byHeader.evidence());
        if (body.thread() == BodyEvidence.Thread.FORWARDED) {
            evidence.add("the text says that a mail is forwarded");
            return new Classification(Kind.FORWARD, kind == Kind.NEW, evidence);
        }
        if (kind == Kind.NEW) {
            evidence.add("the text quotes a mail");
            return new Classification(Kind.REPLY, false, evidence);
        }
        return byHeader;
    }

    private static boolean follows(HeaderSection header, List<String> evidence) {
        boolean follows = false;
        for (String name : List.of("In-Reply-To", "References")) {
            if (header.first(name).filter(value -> !value.isBlank()).isPresent()) {
                evidence.add(name + " is there");
                follows = true;
            }
        }
        if (header.first("Thread-Index").filter(KindFinder::laterInThread).isPresent()) {
            evidence.add("Thread-Index is that of a later mail");
            follows = true;
        }
        return follows;
    }

    private static boolean laterInThread(String index) {
        try {
            return Base64.getMimeDecoder().decode(index.getBytes(StandardCharsets.ISO_8859_1)).length > FIRST_INDEX;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static Optional<Kind> bySubject(String subject, Optional<String> topic, List<String> evidence) {
        String stripped = subject.strip();
        int colon = colon(stripped);
        // Of several prefixes the first was written last.
        @Nullable Kind kind = colon > 0 ? PREFIXES.get(withoutCount(stripped.substring(0, colon))) : null;
        if (kind != null) {
            evidence.add(
                    kind == Kind.FORWARD
                            ? "the subject begins as that of a forwarded mail"
                            : "the subject begins as that of a reply");
        } else if (topic.isPresent() && prefixed(stripped, topic.get().strip())) {
            // Outlook's Thread-Topic is the subject without any prefix, whatever the language.
            evidence.add("the subject is the thread's topic with a prefix");
            kind = Kind.REPLY;
        }
        return Optional.ofNullable(kind);
    }

    private static boolean prefixed(String subject, String topic) {
        if (topic.isEmpty() || !subject.endsWith(topic) || subject.length() == topic.length()) {
            return false;
        }
        String prefix = subject.substring(0, subject.length() - topic.length()).strip();
        return prefix.length() <= LONGEST_PREFIX && (prefix.endsWith(":") || prefix.endsWith("\uff1a"));
    }

    private static int colon(String subject) {
        for (int i = 0; i < Math.min(subject.length(), LONGEST_PREFIX); i++) {
            if (subject.charAt(i) == ':' || subject.charAt(i) == '\uff1a') {
                return i;
            }
        }
        return -1;
    }

    /**
     * {@code Re[2]}, {@code AW (3)}, {@code Re^4} and {@code Re*5} are counted prefixes. A bare number is none: {@code FW26} is a
     * season, {@code RE 4711} an invoice.
     */
    private static String withoutCount(String prefix) {
        return COUNT.matcher(prefix.replace('\u00a0', ' '))
                .replaceFirst("")
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    static Map<String, Kind> read(String resource) {
        Map<String, Kind> prefixes = new HashMap<>();
        try (InputStream in = KindFinder.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the engine's jar");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] cells = line.split("\\|", 2);
                    Kind kind = Kind.valueOf(cells[0].strip().toUpperCase(Locale.ROOT));
                    for (String prefix : cells[1].split(",", -1)) {
                        prefixes.putIfAbsent(prefix.strip(), kind);
                    }
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return prefixes;
    }
}
