/** What one browser's sign-in has come to: the stored session, its orders, and the secret that opens it. */
@NullMarked
package org.afterword.functions.onboarding.session;

import org.jspecify.annotations.NullMarked;
