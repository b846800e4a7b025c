package org.afterword.functions.mail.capacity;

import java.util.HashMap;
import java.util.Map;
import org.afterword.storage.tenant.TenantId;

/** So many of a thing for all tenants together, and so many for each. Safe for use by several threads. */
public final class Shares {
    private final int all;
    private final int each;
    private final Map<TenantId, Integer> taken = new HashMap<>();
    private int sum;

    public Shares(int all, int each) {
        this.all = all;
        this.each = each;
    }

    /** Takes one for the tenant, if it may have one more. Each must be given back. */
    public boolean take(TenantId tenant) {
        return take(tenant, each);
    }

    synchronized boolean take(TenantId tenant, int most) {
        if (sum >= all || taken.getOrDefault(tenant, 0) >= most) {
            return false;
        }
        taken.merge(tenant, 1, Integer::sum);
        sum++;
        return true;
    }

    public synchronized void giveBack(TenantId tenant) {
        taken.computeIfPresent(tenant, (key, count) -> count == 1 ? null : count - 1);
        sum--;
    }

    /** How many are taken. */
    public synchronized int taken() {
        return sum;
    }
}
