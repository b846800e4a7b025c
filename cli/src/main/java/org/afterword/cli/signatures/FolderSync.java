package org.afterword.cli.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.afterword.cli.page.LineDiff;

/** Brings a folder's templates and rules to a stamp, and back. What is the same on both sides is left as it is. */
final class FolderSync {
    private final StampClient client;
    private final String tenant;
    private final SignatureFolder folder;
    private final PrintStream out;

    FolderSync(StampClient client, String tenant, SignatureFolder folder, PrintStream out) {
        this.client = client;
        this.tenant = tenant;
        this.folder = folder;
        this.out = out;
    }

    /**
     * Puts templates first, then the rules that name them, and then deletes what the folder does not have.
     *
     * @param delete whether templates are deleted that the folder does not have
     * @param dryRun whether to say what would be done, and do nothing
     */
    void put(boolean delete, boolean dryRun) throws IOException {
        Map<String, ObjectNode> templates = folder.templates();
        Optional<ObjectNode> rules = folder.rules();
        if (templates.isEmpty() && rules.isEmpty()) {
            throw new IOException("there are no templates and no rules.json in this folder");
        }
        for (Map.Entry<String, ObjectNode> template : templates.entrySet()) {
            putTemplate(template.getKey(), template.getValue(), dryRun);
        }
        if (rules.isPresent()) {
            putRules(rules.get(), dryRun);
        }
        for (JsonNode there : client.get(tenant + "/templates").json().path("items")) {
            String id = there.path("id").asText();
            if (!templates.containsKey(id) && delete && !dryRun) {
                client.delete(path(id), there.path("etag").asText());
                out.println("template " + id + ": deleted");
            } else if (!templates.containsKey(id)) {
                out.println("template " + id + ": not in the folder"
                        + (delete ? ", would be deleted" : "; it stays (--delete deletes it)"));
            }
        }
    }

    /** Writes the stamp's templates and rules into the folder. */
    void get() throws IOException {
        for (JsonNode there : client.get(tenant + "/templates").json().path("items")) {
            String id = there.path("id").asText();
            folder.write(id, client.get(path(id)).json());
            out.println("template " + id + ": written");
        }
        folder.write(client.get(tenant + "/rules").json());
        out.println("rules: written");
    }

    private void putTemplate(String id, ObjectNode document, boolean dryRun) throws IOException {
        Optional<StampClient.Answer> there = client.find(path(id));
        JsonNode old = there.isPresent() ? there.get().json() : StampClient.JSON.createObjectNode();
        String what = "template " + id;
        if (dryRun) {
            sayDry(what, there.isEmpty(), differs(old, document));
        } else {
            StampClient.Answer answer = client.put(path(id), document, there.flatMap(StampClient.Answer::etag));
            say(what, answer);
        }
        differences(old, document);
    }

    private void putRules(ObjectNode document, boolean dryRun) throws IOException {
        StampClient.Answer there = client.get(tenant + "/rules");
        if (dryRun) {
            out.println("rules: " + document.path("rules").size() + ", would be put");
            return;
        }
        JsonNode before = there.json();
        StampClient.Answer answer = client.put(tenant + "/rules", document, there.etag());
        say("rules", answer);
        if (answer.json().path("changed").asBoolean()) {
            JsonNode after = client.get(tenant + "/rules").json();
            lines("rules", lines(before), lines(after));
        }
    }

    private void say(String what, StampClient.Answer answer) throws IOException {
        boolean changed = answer.json().path("changed").asBoolean();
        out.println(what + ": " + (answer.status() == 201 ? "created" : changed ? "changed" : "unchanged"));
        for (JsonNode warning : answer.json().path("warnings")) {
            out.println("  warning, " + warning.path("pointer").asText() + ": "
                    + warning.path("detail").asText());
        }
    }

    private void sayDry(String what, boolean absent, boolean differs) {
        out.println(what + ": " + (absent ? "would be created" : differs ? "would be changed" : "unchanged"));
    }

    /** Says what of a template that is there will be, or was, another. */
    private void differences(JsonNode old, JsonNode now) {
        if (old.isEmpty()) {
            return;
        }
        lines(
                "html",
                text(old, "html").lines().toList(),
                text(now, "html").lines().toList());
        lines(
                "text",
                text(old, "text").lines().toList(),
                text(now, "text").lines().toList());
        Set<String> names = new TreeSet<>();
        old.path("pictures").forEach(picture -> names.add(picture.path("name").asText()));
        now.path("pictures").forEach(picture -> names.add(picture.path("name").asText()));
        for (String name : names) {
            String before = picture(old, name);
            String after = picture(now, name);
            if (!before.equals(after)) {
                out.println(
                        "  picture " + name + ": " + (before.isEmpty() ? "new" : after.isEmpty() ? "gone" : "another"));
            }
        }
    }

    private boolean differs(JsonNode old, JsonNode now) {
        return !text(old, "html").equals(text(now, "html"))
                || !text(old, "text").equals(text(now, "text"))
                || now.hasNonNull("name") && !old.path("name").equals(now.path("name"))
                || now.hasNonNull("tracking") && !old.path("tracking").equals(now.path("tracking"))
                || !pictures(old).equals(pictures(now));
    }

    private void lines(String what, List<String> before, List<String> after) {
        LineDiff diff = LineDiff.of(before, after);
        diff.removed().stream().forEach(line -> out.println("  " + what + " - " + before.get(line)));
        diff.added().stream().forEach(line -> out.println("  " + what + " + " + after.get(line)));
    }

    private static List<String> lines(JsonNode document) {
        return document.toPrettyString().lines().toList();
    }

    private static String text(JsonNode template, String field) {
        return template.hasNonNull(field) ? template.path(field).asText() : "";
    }

    private static String picture(JsonNode template, String name) {
        for (JsonNode picture : template.path("pictures")) {
            if (picture.path("name").asText().equals(name)) {
                return picture.path("base64").asText();
            }
        }
        return "";
    }

    private static Set<String> pictures(JsonNode template) {
        Set<String> pictures = new TreeSet<>();
        if (template.path("pictures") instanceof ArrayNode all) {
            all.forEach(picture -> pictures.add(
                    picture.path("name").asText() + " " + picture.path("base64").asText()));
        }
        return pictures;
    }

    private String path(String id) {
        return tenant + "/templates/" + StampClient.part(id);
    }
}
