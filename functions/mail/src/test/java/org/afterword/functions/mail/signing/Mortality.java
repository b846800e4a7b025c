package org.afterword.functions.mail.signing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.afterword.storage.Stores;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.tenant.TenantStore;
import org.afterword.storage.trace.TraceStore;

/**
 * Lets a worker die at a step of its choice, as SIGKILL does: the step takes effect or does not, and after that the
 * worker does nothing more to any store, not even in its finally blocks.
 */
final class Mortality {
    private final int lastStep;
    private final boolean afterIt;
    private final List<String> steps = new ArrayList<>();
    private boolean dead;

    /** Dies at step number {@code lastStep}, the first being 1: before it takes effect or {@code afterIt}. */
    Mortality(int lastStep, boolean afterIt) {
        this.lastStep = lastStep;
        this.afterIt = afterIt;
    }

    /** The worker is no more. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** The stores as the mortal worker sees them. What signing reads is left out: reading changes nothing. */
    Stores stores(Stores stores) {
        return new Stores(
                mortal(MailSpool.class, stores.spool()),
                mortal(SigningQueue.class, stores.queue()),
                mortal(TenantStore.class, stores.tenants()),
                stores.signatures(),
                stores.people(),
                mortal(TraceStore.class, stores.traces()),
                stores.closedRoutes(),
                stores.workers());
    }

    synchronized boolean dead() {
        return dead;
    }

    /** The steps that were begun, in order; the last one is that of the death. */
    synchronized List<String> steps() {
        return List.copyOf(steps);
    }

    private <T> T mortal(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                Mortality.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    boolean last = begin(type.getSimpleName() + "." + method.getName());
                    if (last && !afterIt) {
                        throw die();
                    }
                    Object answer;
                    try {
                        answer = method.invoke(real, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                    if (last) {
                        throw die();
                    }
                    return answer instanceof MailSpool.Leased leased ? mortal(MailSpool.Leased.class, leased) : answer;
                }));
    }

    private synchronized boolean begin(String step) {
        if (dead) {
            throw new Killed();
        }
        steps.add(step);
        return steps.size() == lastStep;
    }

    private synchronized Killed die() {
        dead = true;
        return new Killed();
    }
}
