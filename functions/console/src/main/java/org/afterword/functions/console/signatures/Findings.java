package org.afterword.functions.console.signatures;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.afterword.engine.render.TemplateFinding;
import org.afterword.functions.console.http.Faults;

/** What was found in a template: errors keep it out, warnings are told. */
final class Findings {
    private Findings() {}

    /** @param pointer where the template is in the document */
    static void refuseErrors(List<TemplateFinding> findings, String pointer, Faults faults) {
        for (TemplateFinding finding : findings) {
            switch (finding.severity()) {
                case ERROR ->
                    faults.add(pointer + "/" + finding.field(), finding.message(), finding.line(), finding.column());
                case WARNING -> {
                    // Told in the answer.
                }
            }
        }
    }

    /** All findings that do not keep the template out. */
    static ArrayNode warnings(List<TemplateFinding> findings, String pointer) {
        ArrayNode warnings = JsonNodeFactory.instance.arrayNode();
        for (TemplateFinding finding : findings) {
            switch (finding.severity()) {
                case ERROR -> {
                    // Refused, or not shown in a preview of what was stored long ago.
                }
                case WARNING -> {
                    ObjectNode warning = warnings.addObject()
                            .put("pointer", "#" + pointer + "/" + finding.field())
                            .put("detail", finding.message());
                    if (finding.line() > 0) {
                        warning.put("line", finding.line()).put("column", finding.column());
                    }
                }
            }
        }
        return warnings;
    }
}
