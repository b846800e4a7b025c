package org.afterword.engine.place.lines;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.afterword.engine.budget.Budget;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jspecify.annotations.Nullable;

/**
 * The innermost element with a property around a node. Each element is asked once, so that many lines deep in a tree cost no
 * more than the tree. For use by one thread.
 */
public final class Innermost {
    private final Predicate<Element> property;

    /** The answers, by element; null for none. */
    private final Map<Node, @Nullable Element> known = new IdentityHashMap<>(4);

    public Innermost(Predicate<Element> property) {
        this.property = property;
    }

    /** The element itself or the innermost around it; null if there is none. */
    public @Nullable Element around(@Nullable Node node) {
        Node reached = node;
        while (reached != null && !known.containsKey(reached)) {
            Budget.step();
            if (reached instanceof Element element && property.test(element)) {
                known.put(element, element);
            } else {
                reached = reached.parent();
            }
        }
        Element found = reached == null ? null : known.get(reached);
        for (Node below = node; below != reached && below != null; below = below.parent()) {
            if (below instanceof Element) {
                known.put(below, found);
            }
        }
        return found;
    }

    public boolean some(@Nullable Node node) {
        return around(node) != null;
    }
}
