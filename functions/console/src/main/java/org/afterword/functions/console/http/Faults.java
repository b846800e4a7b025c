package org.afterword.functions.console.http;

import java.util.ArrayList;
import java.util.List;

/** Collects all that is wrong with a document, so that it can be said at once. For use by one thread. */
public final class Faults {
    /** More than anybody reads, and a bound for a document that is wrong all over. */
    private static final int MOST = 200;

    private final List<FieldFault> all = new ArrayList<>();

    public void add(String pointer, String detail) {
        add(pointer, detail, 0, 0);
    }

    public void add(String pointer, String detail, int line, int column) {
        if (all.size() < MOST) {
            all.add(new FieldFault("#" + pointer, detail, line, column));
        }
    }

    public boolean none() {
        return all.isEmpty();
    }

    public List<FieldFault> all() {
        return List.copyOf(all);
    }

    /** @throws ApiException 422 that names all of them, if there are any */
    public void refuse() throws ApiException {
        if (!all.isEmpty()) {
            throw ApiException.invalid(all);
        }
    }
}
