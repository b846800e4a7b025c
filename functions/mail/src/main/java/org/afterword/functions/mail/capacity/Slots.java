package org.afterword.functions.mail.capacity;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.afterword.storage.tenant.TenantId;

/**
 * The places that the host has for calls, shared fairly: a tenant may have all of them as long as nobody else has had mail
 * here for a minute, and from then on its share. Safe for use by several threads.
 */
public final class Slots {
    private static final Duration LATELY = Duration.ofMinutes(1);

    private final Shares places;
    private final int ofOneTenant;
    private final LongSupplier nanoTime;
    /** When each tenant last had mail here; the one that had it longest ago first. */
    private final Map<TenantId, Long> seen = new LinkedHashMap<>(16, 0.75f, true);

    /** @param ofOneTenant the share of a tenant that has neighbours */
    public Slots(int ofOneTenant) {
        this(ofOneTenant, System::nanoTime);
    }

    Slots(int ofOneTenant, LongSupplier nanoTime) {
        this.places = new Shares(Integer.MAX_VALUE, Integer.MAX_VALUE);
        this.ofOneTenant = ofOneTenant;
        this.nanoTime = nanoTime;
    }

    /** Takes a place for a mail of the tenant, if it may have one more. Each must be left. */
    public synchronized boolean enter(TenantId tenant) {
        long now = nanoTime.getAsLong();
        seen.put(tenant, now);
        seen.values().removeIf(last -> now - last > LATELY.toNanos());
        return places.take(tenant, seen.size() == 1 ? Integer.MAX_VALUE : ofOneTenant);
    }

    public void leave(TenantId tenant) {
        places.giveBack(tenant);
    }

    /** How many mails are being worked on. */
    public int taken() {
        return places.taken();
    }
}
