/** Decides what has to be done to a tenant, from what is there and what should be: no network, no clock. */
@NullMarked
package org.afterword.functions.onboarding.plan;

import org.jspecify.annotations.NullMarked;
