package org.afterword.functions.onboarding.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The orders of a session, oldest first.
 *
 * @param taken how many of them the worker has taken
 */
public record Orders(List<Order> given, int taken) {
    /** No order yet. */
    static final Orders NONE = new Orders(List.of(), 0);

    /** So that a browser that sends orders without end does not fill the store. */
    private static final int MOST = 200;

    public Orders {
        given = List.copyOf(given);
        if (taken < 0 || taken > given.size()) {
            throw new IllegalArgumentException("of " + given.size() + " orders not " + taken + " can be taken");
        }
    }

    /** With one more; as it is if there are too many. */
    Orders with(Order order) {
        if (given.size() >= MOST) {
            return this;
        }
        List<Order> more = new ArrayList<>(given);
        more.add(order);
        return new Orders(more, taken);
    }

    /** With the next order taken. */
    Orders take() {
        return new Orders(given, taken + 1);
    }

    /** The order that is to be taken next. */
    public Optional<Order> next() {
        return taken < given.size() ? Optional.of(given.get(taken)) : Optional.empty();
    }

    /** The order that is carried out, or was last. */
    public Optional<Order> last() {
        return taken > 0 ? Optional.of(given.get(taken - 1)) : Optional.empty();
    }

    /** Whether the browser has signed out. */
    boolean signedOut() {
        return given.stream().anyMatch(Order.SignOut.class::isInstance);
    }
}
