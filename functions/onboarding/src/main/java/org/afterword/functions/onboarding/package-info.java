/** Connects a tenant: signs an administrator in, shows the plan, carries it out, and takes it back. */
@NullMarked
package org.afterword.functions.onboarding;

import org.jspecify.annotations.NullMarked;
