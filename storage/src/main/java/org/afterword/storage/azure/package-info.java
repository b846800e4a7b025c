/** The stores of a stamp in Azure: Blob for mail, Queue for jobs, Cosmos for the rest. The only package with the SDK. */
@NullMarked
package org.afterword.storage.azure;

import org.jspecify.annotations.NullMarked;
