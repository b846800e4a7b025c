package org.afterword.simulator.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What one run of a cmdlet writes. */
final class CmdletOutput {
    private final List<ObjectNode> objects = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    void object(ObjectNode object) {
        objects.add(object.deepCopy());
    }

    void warning(String text) {
        warnings.add(text);
    }

    /** Leaves the first of the objects, and says so if there are more. */
    void limit(int most) {
        if (objects.size() > most) {
            objects.subList(most, objects.size()).clear();
            warning(
                    "There are more results available than are currently displayed. To view them, increase the value for"
                            + " the ResultSize parameter.");
        }
    }

    List<ObjectNode> objects() {
        return objects;
    }

    List<String> warnings() {
        return warnings;
    }
}
