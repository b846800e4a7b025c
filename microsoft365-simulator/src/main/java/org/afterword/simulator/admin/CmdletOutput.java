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

    List<ObjectNode> objects() {
        return objects;
    }

    List<String> warnings() {
        return warnings;
    }
}
